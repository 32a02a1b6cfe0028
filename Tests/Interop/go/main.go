// Reads what a node publishes and exports, with the libraries that read Go's checksum database, and shares no code with the node.
//
//	registry-reader audit    URL-OR-FOLDER NETWORK [EARLIER-CHECKPOINT-FILE]
//	registry-reader tampered URL-OR-FOLDER NETWORK [EARLIER-CHECKPOINT-FILE]
//	registry-reader proof    FILE          NETWORK
//	registry-reader forged   FILE          NETWORK
//
// audit and proof print one JSON object and exit with 1 when anything does not hold. tampered and forged change one thing at a
// time in what they read, and exit with 1 when any change is not noticed.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 4 {
		fail(fmt.Errorf("usage: registry-reader audit|tampered|proof|forged PLACE NETWORK [EARLIER-CHECKPOINT-FILE]"))
	}
	place, network := os.Args[2], os.Args[3]
	var earlier []byte
	if len(os.Args) > 4 {
		earlier = must(os.ReadFile(os.Args[4]))
	}
	switch os.Args[1] {
	case "audit":
		report(audit(open(place), network, earlier))
	case "tampered":
		report(tampered(open(place), network, earlier))
	case "proof":
		report(checkProof(must(os.ReadFile(place)), network))
	case "forged":
		report(forged(must(os.ReadFile(place)), network))
	default:
		fail(fmt.Errorf("there is no command %q", os.Args[1]))
	}
}

func report(findings any, err error) {
	if err != nil {
		fail(err)
	}
	fmt.Println(string(must(json.Marshal(findings))))
}

func must[Value any](value Value, err error) Value {
	if err != nil {
		fail(err)
	}
	return value
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "registry-reader:", err)
	os.Exit(1)
}
