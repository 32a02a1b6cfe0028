package main

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// proofFile is what `causeway export --proof` writes (chapter 3.9 of the specification). Go undoes base 64 by itself.
type proofFile struct {
	Format   string `json:"format"`
	Network  string `json:"network"`
	Registry struct {
		Checkpoint []byte `json:"checkpoint"`
		Records    []struct {
			Position  int64    `json:"position"`
			Record    []byte   `json:"record"`
			Inclusion [][]byte `json:"inclusion"`
		} `json:"records"`
	} `json:"registry"`
	Journal struct {
		Node        string `json:"node"`
		Group       string `json:"group"`
		Incarnation string `json:"incarnation"`
		Checkpoint  []byte `json:"checkpoint"`
	} `json:"journal"`
	Entry struct {
		Position  int64    `json:"position"`
		Header    []byte   `json:"header"`
		Inclusion [][]byte `json:"inclusion"`
		Body      []byte   `json:"body,omitempty"`
	} `json:"entry"`
}

// proven is what a proof file has shown.
type proven struct {
	Item         string `json:"item"`
	Journal      string `json:"journal"`
	JournalSize  int64  `json:"journalSize"`
	RegistrySize int64  `json:"registrySize"`
	Records      int    `json:"records"`
}

// checkProof checks logs, checkpoints and inclusion; what the records mean is another reader's business.
func checkProof(text []byte, network string) (*proven, error) {
	var file proofFile
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, err
	}
	if file.Format != "causeway/proof/1" || file.Network != network || len(file.Registry.Records) == 0 {
		return nil, fmt.Errorf("it is no proof file of that network")
	}
	genesis, err := readGenesis(file.Registry.Records[0].Record)
	if err != nil {
		return nil, err
	}
	if genesis.network != network {
		return nil, fmt.Errorf("its genesis is another network's")
	}
	registry, _, err := openCheckpoint(file.Registry.Checkpoint, genesis.origin, genesis.key)
	if err != nil {
		return nil, fmt.Errorf("the registry's checkpoint: %w", err)
	}
	for _, record := range file.Registry.Records {
		leaf := tlog.RecordHash(record.Record)
		if err := tlog.CheckRecord(hashes(record.Inclusion), registry.N, registry.Hash, record.Position, leaf); err != nil {
			return nil, fmt.Errorf("record %d: %w", record.Position, err)
		}
	}
	origin, err := journalOrigin(&file, genesis.origin)
	if err != nil {
		return nil, err
	}
	journal, err := openJournal(&file, origin)
	if err != nil {
		return nil, err
	}
	leaf := tlog.RecordHash(file.Entry.Header)
	if err := tlog.CheckRecord(hashes(file.Entry.Inclusion), journal.N, journal.Hash, file.Entry.Position, leaf); err != nil {
		return nil, fmt.Errorf("the entry: %w", err)
	}
	return &proven{
		Item: hex.EncodeToString(leaf[:]), Journal: origin, JournalSize: journal.N, RegistrySize: registry.N,
		Records: len(file.Registry.Records),
	}, nil
}

// openJournal verifies the journal's checkpoint by one of the keys that the records certify for its node.
func openJournal(file *proofFile, origin string) (tlog.Tree, error) {
	err := fmt.Errorf("no record certifies a key of the node")
	for _, record := range file.Registry.Records[1:] {
		node, key := certifiedKey(record.Record)
		if hex.EncodeToString(node) != file.Journal.Node {
			continue
		}
		var tree tlog.Tree
		if tree, _, err = openCheckpoint(file.Journal.Checkpoint, origin, key); err == nil {
			return tree, nil
		}
	}
	return tlog.Tree{}, fmt.Errorf("the journal's checkpoint: %w", err)
}

// certifiedKey is node and operation key of a certificate; nothing for any other record.
func certifiedKey(record []byte) (node []byte, key ed25519.PublicKey) {
	reader := &cbor{rest: record}
	reader.array(2)
	fields := &cbor{rest: reader.octets(2)}
	fields.array(8)
	kind, _ := fields.number(), fields.octets(2)
	node, key = fields.octets(2), fields.octets(2)
	if reader.broken || fields.broken || kind != 3 || len(key) != ed25519.PublicKeySize {
		return nil, nil
	}
	return node, key
}

// journalOrigin is the name of the journal's checkpoints (chapter 2.3).
func journalOrigin(file *proofFile, registry string) (string, error) {
	name := append([]byte{0x85}, encoded(3, []byte("causeway/journal/1"))...)
	for _, part := range []string{file.Network, file.Journal.Node, file.Journal.Group, file.Journal.Incarnation} {
		octets, err := hex.DecodeString(part)
		if err != nil {
			return "", err
		}
		name = append(name, encoded(2, octets)...)
	}
	return registry + "/journal/" + sha256Hex(name), nil
}

func hashes(octets [][]byte) []tlog.Hash {
	all := make([]tlog.Hash, len(octets))
	for i := range octets {
		copy(all[i][:], octets[i])
	}
	return all
}
