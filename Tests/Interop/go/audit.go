package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// findings is what an audit has shown.
type findings struct {
	Network      string `json:"network"`
	Origin       string `json:"origin"`
	Size         int64  `json:"size"`
	Root         string `json:"root"`
	Tiles        int    `json:"tiles"`
	Earlier      int64  `json:"earlier"`
	Cosignatures int    `json:"cosignatures"`
	Unknown      int    `json:"unknown"`
}

// audit checks a published registry: its checkpoint by the genesis' key, every record by the tiles, and that it grew out of an
// earlier checkpoint.
func audit(log source, network string, earlier []byte) (*findings, error) {
	text, err := log.read("checkpoint")
	if err != nil {
		return nil, err
	}
	size, err := claimedSize(text)
	if err != nil {
		return nil, err
	}
	first, err := log.read(bundlePath(0, width(0, size)))
	if err != nil {
		return nil, err
	}
	records, err := splitBundle(first, width(0, size))
	if err != nil {
		return nil, err
	}
	genesis, err := readGenesis(records[0])
	if err != nil {
		return nil, err
	}
	if genesis.network != network {
		return nil, fmt.Errorf("the log is of network %s", genesis.network)
	}
	tree, signed, err := openCheckpoint(text, genesis.origin, genesis.key)
	if err != nil {
		return nil, err
	}
	tiles := &tileReader{log: log}
	reader := tlog.TileHashReader(tree, tiles)
	all, err := checkRecords(log, tree, reader)
	if err != nil {
		return nil, err
	}
	found := &findings{Network: network, Origin: genesis.origin, Size: tree.N, Root: hex.EncodeToString(tree.Hash[:]), Tiles: tiles.count}
	if earlier != nil {
		if found.Earlier, err = checkGrowth(earlier, genesis, tree, reader); err != nil {
			return nil, err
		}
	}
	found.Cosignatures, found.Unknown, err = cosignatures(signed, witnesses(genesis, all))
	return found, err
}

// checkRecords takes every bundle apart, compares each record with the tiles, and computes the root from the records.
//
// The latter decides: the tlog of golang.org/x/mod that Debian 12 has leaves a full tile unauthenticated when several of the hashes that make the
// root lie in one tile, so a record and its hash could be changed together.
func checkRecords(log source, tree tlog.Tree, reader tlog.HashReader) ([][]byte, error) {
	var all [][]byte
	var stored []tlog.Hash
	memory := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	for first := int64(0); first < tree.N; first += 256 {
		octets, err := log.read(bundlePath(first/256, width(first/256, tree.N)))
		if err != nil {
			return nil, err
		}
		records, err := splitBundle(octets, width(first/256, tree.N))
		if err != nil {
			return nil, err
		}
		indexes := make([]int64, len(records))
		for i := range records {
			indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return nil, err
		}
		all = append(all, records...)
		for i, record := range records {
			if tlog.RecordHash(record) != hashes[i] {
				return nil, fmt.Errorf("record %d is not the one in the tiles", first+int64(i))
			}
			more, err := tlog.StoredHashes(first+int64(i), record, memory)
			if err != nil {
				return nil, err
			}
			stored = append(stored, more...)
		}
	}
	root, err := tlog.TreeHash(tree.N, memory)
	if err == nil && root != tree.Hash {
		err = fmt.Errorf("the records do not give the root that was signed")
	}
	return all, err
}

// checkGrowth proves that the tree begins with the one of an earlier checkpoint.
func checkGrowth(text []byte, genesis *genesis, tree tlog.Tree, reader tlog.HashReader) (int64, error) {
	earlier, _, err := openCheckpoint(text, genesis.origin, genesis.key)
	if err != nil {
		return 0, fmt.Errorf("the earlier checkpoint: %w", err)
	}
	proof, err := tlog.ProveTree(tree.N, earlier.N, reader)
	if err != nil {
		return 0, err
	}
	return earlier.N, tlog.CheckTree(proof, tree.N, tree.Hash, earlier.N, earlier.Hash)
}

// openCheckpoint verifies a checkpoint as any reader of signed notes does, by the log's name and key.
func openCheckpoint(text []byte, origin string, key ed25519.PublicKey) (tlog.Tree, *note.Note, error) {
	name, err := note.NewEd25519VerifierKey(origin, key)
	if err != nil {
		return tlog.Tree{}, nil, err
	}
	verifier, err := note.NewVerifier(name)
	if err != nil {
		return tlog.Tree{}, nil, err
	}
	signed, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, nil, err
	}
	tree, err := parseCheckpoint([]byte(signed.Text), origin)
	return tree, signed, err
}

// parseCheckpoint reads the text, which is that of Go's checksum database but for the first line.
func parseCheckpoint(text []byte, origin string) (tlog.Tree, error) {
	rest := bytes.TrimPrefix(text, []byte(origin+"\n"))
	if len(rest) == len(text) {
		return tlog.Tree{}, fmt.Errorf("the checkpoint is of another log than %s", origin)
	}
	return tlog.ParseTree(append([]byte("go.sum database tree\n"), rest...))
}

// claimedSize is the size in a checkpoint that nobody has verified yet.
func claimedSize(text []byte) (int64, error) {
	origin, _, _ := bytes.Cut(text, []byte("\n"))
	body, _, found := bytes.Cut(text, []byte("\n\n"))
	if !found {
		return 0, fmt.Errorf("what is at checkpoint is no note")
	}
	tree, err := parseCheckpoint(append(body, '\n'), string(origin))
	if err == nil && tree.N == 0 {
		err = fmt.Errorf("the log has no records")
	}
	return tree.N, err
}
