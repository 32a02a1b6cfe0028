import Accounts
import Exchange
import Glibc
import Logging
import Sodium
import Storage
import Wire

/// The first operator, whom `init` invites: kept in a small file until the first start makes an account of it.
///
/// At `init` a member's node has no network yet, so neither an audit log nor a database. The file holds the hash of the link and nothing with
/// which anybody could log in.
struct FirstOperator: Codable, Equatable, Sendable {
    var name: String
    var address: String
    /// SHA-256 of the link's secret, in hexadecimal.
    var link: String
    /// Unix seconds.
    var expires: UInt64

    /// Writes the file; gives the link's path. Throws `invalid-name` or `invalid-address`.
    static func invite(name: String, address: String, at second: UInt64, in directory: String) throws(OperationError) -> String {
        let (name, address) = try check(name: name, address: address)
        let link = InvitationLink.make()
        let first = FirstOperator(
            name: name, address: address, link: link.hash.hex, expires: second + AccountsLimits.firstInvitationSeconds)
        try SmallFile.write(first, to: DataDirectoryLayout.firstOperator(in: directory))
        return link.path
    }

    /// Name and address as they are kept.
    static func check(name: String, address: String) throws(OperationError) -> (name: String, address: String) {
        do throws(AccountRefusal) {
            return (try AccountNames.name(name), try AccountNames.address(address))
        } catch {
            throw OperationError(error)
        }
    }
}

extension AccountKeeper {
    /// Makes the account of the first operator, if `init` left one; the file goes when that is done or can never be.
    ///
    /// A disk that refuses leaves the file for the next start.
    func takeFirstOperator(in directory: String) async {
        let path = DataDirectoryLayout.firstOperator(in: directory)
        guard SmallFile.exists(path) else { return }
        guard let first = SmallFile.read(FirstOperator.self, from: path), let link = Octets32(hex: first.link),
            let (name, address) = try? FirstOperator.check(name: first.name, address: first.address)
        else {
            logger.error("the first operator's invitation cannot be read: make another with `causeway account invite`")
            unlink(path)
            return
        }
        guard first.expires > clock.seconds else {
            logger.warning("the first operator's invitation has expired: make another with `causeway account invite`")
            unlink(path)
            return
        }
        let account = StoredAccount(
            id: SecureRandom.octets(16), name: name, address: address, roles: Roles([.operator]).rawValue, language: "",
            created: clock.seconds)
        do throws(AccountRefusal) {
            try await add(account, link: link, expires: first.expires)
            logger.notice("the first operator is invited")
            unlink(path)
        } catch .fault {
            logger.error("the first operator's account could not be written; the next start tries again")
        } catch {
            // A backup of before the first start was put back over a later database.
            logger.notice("the first operator has an account already", metadata: ["code": "\(error.code)"])
            unlink(path)
        }
    }
}
