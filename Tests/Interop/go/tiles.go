package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// source gives what stands at an address of a published log.
type source interface {
	read(path string) ([]byte, error)
}

const octetsMax = 256 * 65_537

// web reads over HTTP.
type web struct {
	prefix string
	client http.Client
}

func (w *web) read(path string) ([]byte, error) {
	w.client.Timeout = time.Minute
	answer, err := w.client.Get(strings.TrimRight(w.prefix, "/") + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	if cache := answer.Header.Get("Cache-Control"); strings.HasPrefix(path, "tile/") != strings.Contains(cache, "immutable") {
		return nil, fmt.Errorf("%s may be kept as %q", path, cache)
	}
	return io.ReadAll(io.LimitReader(answer.Body, octetsMax))
}

// folder reads a copy in the same layout.
type folder struct{ path string }

func (f folder) read(path string) ([]byte, error) {
	return os.ReadFile(filepath.Join(f.path, filepath.FromSlash(path)))
}

// open takes an address or a folder.
func open(place string) source {
	if strings.Contains(place, "://") {
		return &web{prefix: place}
	}
	return folder{place}
}

// tileReader gives tlog its tiles, of the height that C2SP has fixed.
type tileReader struct {
	log   source
	count int
}

func (t *tileReader) Height() int { return 8 }

func (t *tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(tiles))
	for i, tile := range tiles {
		// tlog names the height too, "tile/8/0/000".
		octets, err := t.log.read("tile/" + strings.TrimPrefix(tile.Path(), "tile/8/"))
		if err != nil {
			return nil, err
		}
		all[i] = octets
		t.count++
	}
	return all, nil
}

func (t *tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

// width is how many records a bundle has in a log of that size.
func width(index, size int64) int {
	if rest := size - 256*index; rest < 256 {
		return int(rest)
	}
	return 256
}

func bundlePath(index int64, width int) string {
	tile := tlog.Tile{H: 8, L: -1, N: index, W: width}
	return "tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/data/")
}

// splitBundle takes a bundle of so many records apart.
func splitBundle(octets []byte, count int) ([][]byte, error) {
	records := make([][]byte, 0, count)
	for len(records) < count {
		if len(octets) < 2 {
			return nil, fmt.Errorf("a bundle ends behind %d records of %d", len(records), count)
		}
		length := int(octets[0])<<8 | int(octets[1])
		if len(octets) < 2+length {
			return nil, fmt.Errorf("record %d of a bundle is cut short", len(records))
		}
		records = append(records, octets[2:2+length])
		octets = octets[2+length:]
	}
	if len(octets) > 0 {
		return nil, fmt.Errorf("%d octets stand behind a bundle", len(octets))
	}
	return records, nil
}
