package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"golang.org/x/mod/sumdb/note"
)

// witness is somebody whose cosignatures are known: the name and key of its lines.
type witness struct {
	name string
	key  ed25519.PublicKey
}

// witnesses are the coordinator and every node that a record certifies a key for. Whether the certificate stands, and who is
// admitted, is not judged here.
func witnesses(genesis *genesis, records [][]byte) []witness {
	known := []witness{{genesis.origin, genesis.key}}
	for _, record := range records {
		if node, key := certifiedKey(record); node != nil {
			known = append(known, witness{genesis.origin + "/witness/" + hex.EncodeToString(node), key})
		}
	}
	return known
}

// cosignatures verifies the lines of type 4 by witnesses that are known (C2SP tlog-cosignature), and counts the lines of others.
func cosignatures(signed *note.Note, known []witness) (verified, unknown int, err error) {
	for _, line := range signed.UnverifiedSigs {
		signer := signerOf(line, known)
		octets, err := base64.StdEncoding.DecodeString(line.Base64)
		if signer == nil || err != nil || len(octets) != 4+8+ed25519.SignatureSize {
			unknown++
			continue
		}
		text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(octets[4:]), signed.Text)
		if !ed25519.Verify(signer.key, []byte(text), octets[12:]) {
			return 0, 0, fmt.Errorf("the cosignature of %s does not fit", line.Name)
		}
		verified++
	}
	return verified, unknown, nil
}

func signerOf(line note.Signature, known []witness) *witness {
	for i := range known {
		id := sha256.Sum256(append([]byte(known[i].name+"\n\x04"), known[i].key...))
		if known[i].name == line.Name && binary.BigEndian.Uint32(id[:]) == line.Hash {
			return &known[i]
		}
	}
	return nil
}
