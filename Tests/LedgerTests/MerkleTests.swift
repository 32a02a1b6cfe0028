import Ledger
import Sodium
import Testing
import Vectors
import Wire

/// The tree hash as RFC 6962 §2.1 defines it, by recursion and without any of the code under test but the two hashes.
private func referenceRoot(_ leaves: ArraySlice<Hash>) -> Hash {
    guard let first = leaves.first else { return .emptyTree }
    guard leaves.count > 1 else { return first }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    return .node(referenceRoot(leaves.prefix(half)), referenceRoot(leaves.dropFirst(half)))
}

private func numberedLeaves(_ count: UInt64) -> [Hash] {
    (0..<count).map { number in
        var octets = withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) }
        while octets.count > 1, octets[0] == 0 { octets.removeFirst() }
        return .leaf(octets)
    }
}

@Suite("The Merkle tree")
struct MerkleTests {
    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "merkle"))
    func vectors(_ vector: VectorFile) throws {
        switch vector.name.prefix(while: { $0 != "-" }) {
        case "root": try checkRoot(vector)
        case "inclusion": try checkInclusion(vector)
        case "consistency": try checkConsistency(vector)
        case "completion": try checkCompletion(vector)
        default: Issue.record("\(vector.name) is of no known form")
        }
    }

    private func checkRoot(_ vector: VectorFile) throws {
        let leaves = vector.list("leaf").map { Hash.leaf($0) }
        var range = CompactRange()
        for leaf in leaves { range.append(leaf) }
        #expect(range.root.array == (try vector.octets("root")))
        #expect(SubtreeTable(leaves: leaves).root.array == (try vector.octets("root")))
    }

    private func checkInclusion(_ vector: VectorFile) throws {
        let holds = MerkleTree.verifyInclusion(
            leaf: try vector.hash("leaf-hash"), index: try vector.number("index"), size: try vector.number("size"),
            proof: try vector.hashes("proof"), root: try vector.hash("root"))
        #expect(holds == (vector.expect == "success"))
        #expect(["success", "notIncluded"].contains(vector.expect))
    }

    private func checkConsistency(_ vector: VectorFile) throws {
        let holds = MerkleTree.verifyConsistency(
            from: try vector.number("old-size"), to: try vector.number("new-size"), proof: try vector.hashes("proof"),
            oldRoot: try vector.hash("old-root"), newRoot: try vector.hash("new-root"))
        #expect(holds == (vector.expect == "success"))
        #expect(["success", "notConsistent"].contains(vector.expect))
    }

    private func checkCompletion(_ vector: VectorFile) throws {
        let (first, size) = (try vector.number("first"), try vector.number("size"))
        let range = try #require(CompactRange(size: first, hashes: try vector.hashes("frontier")))
        let root = range.root(completedTo: size, with: try vector.hashes("completion"))
        guard vector.expect == "success" else {
            #expect(vector.expect == "completionCount")
            #expect(root == nil)
            return
        }
        #expect(root == (try vector.hash("root")))
        let table = SubtreeTable(leaves: numberedLeaves(size))
        #expect(table.completion(from: first, to: size) == (try vector.hashes("completion")))
        #expect(MerkleTree.frontier(size: first).map { table.hash(level: $0.level, index: $0.index) } == range.hashes)
    }

    @Test("gives the root of the definition at every size up to 70")
    func rootsOfTheDefinition() {
        let leaves = numberedLeaves(70)
        let table = SubtreeTable(leaves: leaves)
        var range = CompactRange()
        for size in 0...70 {
            #expect(range.root == referenceRoot(leaves[..<size]))
            #expect(table.root(at: UInt64(size)) == range.root)
            #expect(range.hashes.count == range.size.nonzeroBitCount)
            if size < 70 { range.append(leaves[size]) }
        }
    }

    @Test("proves every leaf of every log up to 33, and nothing else with the same proof")
    func everyInclusion() {
        let leaves = numberedLeaves(33)
        let table = SubtreeTable(leaves: leaves)
        for size in UInt64(1)...33 {
            let root = table.root(at: size)
            for index in 0..<size {
                let proof = table.inclusionProof(leaf: index, size: size)
                func holds(_ leaf: Hash, _ index: UInt64, _ size: UInt64, _ proof: [Hash]) -> Bool {
                    MerkleTree.verifyInclusion(leaf: leaf, index: index, size: size, proof: proof, root: root)
                }
                #expect(holds(leaves[Int(index)], index, size, proof))
                #expect(!holds(.emptyTree, index, size, proof))
                #expect(!holds(leaves[Int(index)], index, size, proof + [.emptyTree]))
                for other in 0..<size where other != index {
                    #expect(!holds(leaves[Int(other)], other, size, proof))
                }
                for place in proof.indices {
                    var changed = proof
                    changed[place] = .emptyTree
                    #expect(!holds(leaves[Int(index)], index, size, changed))
                    changed.remove(at: place)
                    #expect(!holds(leaves[Int(index)], index, size, changed))
                }
            }
        }
    }

    @Test("proves every growth up to 33 leaves, and no fork of it")
    func everyConsistency() {
        let leaves = numberedLeaves(33)
        let table = SubtreeTable(leaves: leaves)
        for old in UInt64(1)...33 {
            for new in old...33 {
                let proof = table.consistencyProof(from: old, to: new)
                func holds(_ oldRoot: Hash, _ proof: [Hash]) -> Bool {
                    MerkleTree.verifyConsistency(from: old, to: new, proof: proof, oldRoot: oldRoot, newRoot: table.root(at: new))
                }
                #expect(holds(table.root(at: old), proof))
                #expect(!holds(table.root(at: old - 1), proof))
                #expect(!holds(table.root(at: old), proof + [.emptyTree]))
                if old < new { #expect(!holds(table.root(at: old), Array(proof.dropLast()))) }
                for place in proof.indices {
                    var changed = proof
                    changed[place] = .emptyTree
                    #expect(!holds(table.root(at: old), changed))
                }
            }
        }
    }

    @Test("completes every range up to 66 leaves to every larger size")
    func everyCompletion() {
        let leaves = numberedLeaves(66)
        let table = SubtreeTable(leaves: leaves)
        var range = CompactRange()
        for first in UInt64(0)...66 {
            for size in first...66 {
                let completion = table.completion(from: first, to: size)
                #expect(range.root(completedTo: size, with: completion) == table.root(at: size))
                #expect(range.root(completedTo: size, with: completion + [.emptyTree]) == nil)
            }
            if first < 66 { range.append(leaves[Int(first)]) }
        }
    }

    @Test(
        "names few and aligned places also in the largest logs",
        arguments: [
            1..<LedgerLimits.logSizeMax, LedgerLimits.logSizeMax - 1..<LedgerLimits.logSizeMax,
            0..<UInt64.max, 1..<UInt64.max, 1 << 63..<UInt64.max,
        ])
    func largeLogs(leaves: Range<UInt64>) {
        let (first, end) = (leaves.lowerBound, leaves.upperBound)
        let subtrees = MerkleTree.completion(from: first, to: end)
        var position = first
        for subtree in subtrees {
            #expect(subtree.index << UInt64(subtree.level) == position)
            position += 1 << UInt64(subtree.level)
        }
        #expect(position == end)
        #expect(subtrees.count <= WireLimits.completionHashesMax)
        #expect(MerkleTree.inclusionProof(leaf: first, size: end).count <= 64)
    }

    @Test("does not restore a range with another number of hashes than its size has one-bits")
    func restoring() {
        let hash = Hash.emptyTree
        #expect(CompactRange(size: 5, hashes: [hash, hash])?.size == 5)
        #expect(CompactRange(size: 5, hashes: [hash]) == nil)
        #expect(CompactRange(size: 4, hashes: [hash, hash]) == nil)
        #expect(CompactRange(size: 0, hashes: []) == CompactRange())
    }
}

@Suite("The tree of a body")
struct BodyTreeTests {
    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "body"))
    func vectors(_ vector: VectorFile) throws {
        let body = [UInt8](repeating: try vector.octets("fill")[0], count: Int(try vector.number("length")))
        let hashes = vector.list("chunk-hash")
        #expect(BodyTree.root(of: body).array == (try vector.octets("root")))
        #expect(BodyTree.chunkHashes(of: body).map(\.array) == hashes)
        #expect(BodyTree.root(chunkHashes: hashes.compactMap { Hash($0) }).array == (try vector.octets("root")))
        #expect(BodyTree.chunkCount(bodyOctets: UInt64(body.count)) == hashes.count)
    }
}
