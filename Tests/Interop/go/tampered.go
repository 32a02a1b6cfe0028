package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

func sha256Hex(octets []byte) string {
	hash := sha256.Sum256(octets)
	return hex.EncodeToString(hash[:])
}

// changed is a log in which what stands at some addresses is another.
type changed struct {
	source
	change func(path string, octets []byte) []byte
	did    bool
}

func (c *changed) read(path string) ([]byte, error) {
	octets, err := c.source.read(path)
	if err != nil {
		return nil, err
	}
	other := c.change(path, append([]byte(nil), octets...))
	c.did = c.did || !bytes.Equal(other, octets)
	return other, nil
}

// noticed is which changes were made, and by which words each was refused.
type noticed map[string]string

func flip(octets []byte, place int) []byte {
	octets[place] ^= 1
	return octets
}

func swap(octets []byte, size int) []byte {
	return append(append(append([]byte(nil), octets[size:2*size]...), octets[:size]...), octets[2*size:]...)
}

// tampered audits the log again and again, each time with one thing changed on the way.
func tampered(log source, network string, earlier []byte) (noticed, error) {
	at := func(prefix string, change func([]byte) []byte) func(string, []byte) []byte {
		return func(path string, octets []byte) []byte {
			if !strings.HasPrefix(path, prefix) {
				return octets
			}
			return change(octets)
		}
	}
	cases := map[string]func(string, []byte) []byte{
		"a size smaller by one in the checkpoint": at("checkpoint", func(o []byte) []byte {
			lines := bytes.SplitN(o, []byte("\n"), 3)
			var size int
			fmt.Sscan(string(lines[1]), &size)
			return bytes.Join([][]byte{lines[0], []byte(fmt.Sprint(size - 1)), lines[2]}, []byte("\n"))
		}),
		"one bit of the checkpoint's root": at("checkpoint", func(o []byte) []byte {
			lines := bytes.SplitN(o, []byte("\n"), 3)
			return bytes.Replace(o, lines[2][:8], []byte("AAAAAAAA"), 1)
		}),
		"the coordinator's signature cut off":  at("checkpoint", func(o []byte) []byte { return append(o[:bytes.Index(o, []byte("\n\n"))+2], '\n') }),
		"another log's name in the checkpoint": at("checkpoint", func(o []byte) []byte { return append([]byte("other.example/"), o...) }),
		"one bit of a full tile of row 0":      at("tile/0/000", func(o []byte) []byte { return flip(o, 40) }),
		"two hashes of row 0 exchanged":        at("tile/0/000", func(o []byte) []byte { return swap(o, 32) }),
		"a hash of row 1 replaced":             at("tile/1/000.p/", func(o []byte) []byte { return append(make([]byte, 32), o[32:]...) }),
		"the last hash of the edge cut off":    at("tile/0/001.p/", func(o []byte) []byte { return o[:len(o)-32] }),
		"one bit of the first record":          at("tile/entries/000", func(o []byte) []byte { return flip(o, 30) }),
		"one bit of the last record":           at("tile/entries/001.p/", func(o []byte) []byte { return flip(o, len(o)-1) }),
		"the last octet of a bundle cut off":   at("tile/entries/001.p/", func(o []byte) []byte { return o[:len(o)-1] }),
		"an octet behind a bundle":             at("tile/entries/001.p/", func(o []byte) []byte { return append(o, 0) }),
		"a bundle of other records":            at("tile/entries/001.p/", func(o []byte) []byte { return make([]byte, len(o)) }),
	}
	cases["a record and its hash changed together"] = func(path string, octets []byte) []byte {
		bundle, err := log.read("tile/entries/000")
		if err != nil {
			return octets
		}
		flip(bundle, len(bundle)-1)
		records, err := splitBundle(bundle, 256)
		switch {
		case err == nil && path == "tile/entries/000":
			return bundle
		case err == nil && path == "tile/0/000":
			hash := tlog.RecordHash(records[255])
			return append(octets[:255*32], hash[:]...)
		default:
			return octets
		}
	}
	seen := noticed{}
	for name, change := range cases {
		copied := &changed{source: log, change: change}
		if err := expectRefusal(seen, name, func() error { _, err := audit(copied, network, earlier); return err }); err != nil {
			return nil, err
		}
		if !copied.did {
			return nil, fmt.Errorf("%s: nothing was changed, so nothing is shown", name)
		}
	}
	other := strings.Repeat("00", 32)
	if err := expectRefusal(seen, "another network expected", func() error { _, err := audit(log, other, earlier); return err }); err != nil {
		return nil, err
	}
	if earlier != nil {
		// A checkpoint that the log never had: signed it is not, so its signature is what refuses it.
		broken := bytes.Replace(earlier, []byte("\n"), []byte("\n1"), 1)
		err := expectRefusal(seen, "an earlier checkpoint of another size", func() error { _, err := audit(log, network, broken); return err })
		if err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// forged checks the proof file again and again, each time with one thing changed.
func forged(text []byte, network string) (noticed, error) {
	cases := map[string]func(*proofFile){
		"one bit of the header":                   func(f *proofFile) { flip(f.Entry.Header, len(f.Entry.Header)-1) },
		"another position":                        func(f *proofFile) { f.Entry.Position-- },
		"one bit of the proof":                    func(f *proofFile) { flip(f.Entry.Inclusion[0], 7) },
		"a hash less in the proof":                func(f *proofFile) { f.Entry.Inclusion = f.Entry.Inclusion[1:] },
		"one bit of the journal's checkpoint":     func(f *proofFile) { flip(f.Journal.Checkpoint, bytes.IndexByte(f.Journal.Checkpoint, '\n')+1) },
		"another incarnation":                     func(f *proofFile) { f.Journal.Incarnation = "00" + f.Journal.Incarnation[2:] },
		"the registry's checkpoint for the other": func(f *proofFile) { f.Journal.Checkpoint = f.Registry.Checkpoint },
		"one bit of the registry's checkpoint":    func(f *proofFile) { flip(f.Registry.Checkpoint, bytes.IndexByte(f.Registry.Checkpoint, '\n')+1) },
		"one bit of the genesis":                  func(f *proofFile) { flip(f.Registry.Records[0].Record, 30) },
		"one bit of another record":               func(f *proofFile) { flip(f.Registry.Records[1].Record, 30) },
		"no certificate":                          func(f *proofFile) { f.Registry.Records = f.Registry.Records[:2] },
		"another node":                            func(f *proofFile) { f.Journal.Node = strings.Repeat("00", 16) },
	}
	seen := noticed{}
	for name, change := range cases {
		var file proofFile
		if err := json.Unmarshal(text, &file); err != nil {
			return nil, err
		}
		change(&file)
		other, err := json.Marshal(file)
		if err != nil {
			return nil, err
		}
		if err := expectRefusal(seen, name, func() error { _, err := checkProof(other, network); return err }); err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// expectRefusal notes by which words something was refused; that it was not is an error.
func expectRefusal(seen noticed, name string, attempt func() error) error {
	err := attempt()
	if err == nil {
		return fmt.Errorf("NOT NOTICED: %s", name)
	}
	seen[name] = err.Error()
	return nil
}
