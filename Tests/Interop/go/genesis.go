package main

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// genesis is what the first record says: which network, which log, whose key (chapter 3 of the specification).
type genesis struct {
	network, origin string
	key             ed25519.PublicKey
}

func readGenesis(record []byte) (*genesis, error) {
	reader := &cbor{rest: record}
	reader.array(2)
	payload := reader.octets(2)
	reader.array(1)
	signature := reader.octets(2)
	if reader.broken || len(reader.rest) > 0 {
		return nil, fmt.Errorf("the first record is none")
	}
	fields := &cbor{rest: payload}
	fields.array(7)
	kind, version := fields.number(), fields.number()
	origin, _ := fields.octets(3), fields.octets(3)
	key := fields.octets(2)
	if fields.broken || kind != 1 || version != 1 || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("the first record is no genesis")
	}
	// What is signed is the label, an empty network, and the payload.
	message := append([]byte{0x83}, encoded(3, []byte("causeway/record/1"))...)
	message = append(append(message, 0x40), encoded(2, payload)...)
	if !ed25519.Verify(key, message, signature) {
		return nil, fmt.Errorf("the genesis is not signed by the key it names")
	}
	network := tlog.RecordHash(record)
	return &genesis{network: hex.EncodeToString(network[:]), origin: string(origin), key: key}, nil
}

// cbor reads the few forms that a genesis has: arrays, numbers, texts and octets of less than 65,536.
type cbor struct {
	rest   []byte
	broken bool
}

func (c *cbor) take(count int) []byte {
	if c.broken || count > len(c.rest) {
		c.broken = true
		return make([]byte, count&0xFFFF)
	}
	taken := c.rest[:count]
	c.rest = c.rest[count:]
	return taken
}

func (c *cbor) head() (major byte, value int) {
	first := c.take(1)[0]
	switch low := int(first & 31); {
	case low < 24:
		value = low
	case low == 24:
		value = int(c.take(1)[0])
	case low == 25:
		two := c.take(2)
		value = int(two[0])<<8 | int(two[1])
	default:
		c.broken = true
	}
	return first >> 5, value
}

func (c *cbor) array(count int) {
	if major, value := c.head(); major != 4 || value != count {
		c.broken = true
	}
}

func (c *cbor) number() int {
	major, value := c.head()
	c.broken = c.broken || major != 0
	return value
}

func (c *cbor) octets(wanted byte) []byte {
	major, length := c.head()
	c.broken = c.broken || major != wanted
	return c.take(length)
}

// encoded is a text (3) or a byte string (2) behind its length.
func encoded(major byte, octets []byte) []byte {
	length := len(octets)
	switch {
	case length < 24:
		return append([]byte{major<<5 | byte(length)}, octets...)
	case length < 256:
		return append([]byte{major<<5 | 24, byte(length)}, octets...)
	default:
		return append([]byte{major<<5 | 25, byte(length >> 8), byte(length)}, octets...)
	}
}
