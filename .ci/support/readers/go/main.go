// Command read-go reads YAML documents with the two parsers of the Go world and compares them with what was meant.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"

	yamlv3 "gopkg.in/yaml.v3"
	sigs "sigs.k8s.io/yaml"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	meant, err := os.ReadFile(os.Args[2])
	check(err)
	var expected []any
	check(json.Unmarshal(meant, &expected))
	documents := strings.Split(string(text), "---\n")[1:]
	if len(documents) != len(expected) {
		check(fmt.Errorf("%d documents, %d expected", len(documents), len(expected)))
	}

	readers := map[string]func([]byte, any) error{
		"gopkg.in/yaml.v3": func(b []byte, v any) error { return yamlv3.Unmarshal(b, v) },
		"sigs.k8s.io/yaml": func(b []byte, v any) error { return sigs.Unmarshal(b, v) },
	}
	wrong := 0
	for name, read := range readers {
		misread := 0
		for at, document := range documents {
			var found map[string]any
			if err := read([]byte(document), &found); err != nil || !reflect.DeepEqual(any(found), expected[at]) {
				misread++
				fmt.Fprintf(os.Stderr, "%s misreads:\n%sas: %v %v\n", name, document, found, err)
			}
		}
		fmt.Printf("%-28s %6d documents %6d misread\n", name, len(documents), misread)
		wrong += misread
	}
	if wrong > 0 {
		os.Exit(1)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
