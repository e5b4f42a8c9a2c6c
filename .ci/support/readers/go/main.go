// Command read-go reads YAML documents with the two parsers of the Go world and compares them with what was meant;
// `read-go compare TEXTS.json GROMA.json` compares groma's reading of manifests with that of sigs.k8s.io/yaml.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"

	yamlv3 "gopkg.in/yaml.v3"
	sigs "sigs.k8s.io/yaml"
)

func main() {
	if os.Args[1] == "compare" {
		compare(os.Args[2], os.Args[3])
		return
	}
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

// compare reads every text as Kubernetes' tools do: split into documents, each made JSON.
func compare(textsFile, foundFile string) {
	var texts []string
	var found []any
	load(textsFile, &texts)
	load(foundFile, &found)
	count := map[string]int{}
	for at, text := range texts {
		meant, own := documents(text), withoutNull(found[at])
		how := "differently"
		switch {
		case reflect.DeepEqual(meant, own):
			count["alike"]++
			continue
		case meant == nil:
			how = "only by groma"
		case own == nil:
			how = "only by sigs.k8s.io/yaml"
		case grammar.MatchString(text):
			how = "differently by grammar"
		}
		count[how]++
		shown, _ := json.Marshal(meant)
		read, _ := json.Marshal(own)
		fmt.Fprintf(os.Stderr, "%s: %q: sigs.k8s.io/yaml %s, groma %s\n", how, text, shown, read)
	}
	fmt.Print("read as Kubernetes does:")
	for _, how := range []string{"alike", "differently", "differently by grammar", "only by groma", "only by sigs.k8s.io/yaml"} {
		fmt.Printf(" %d %s,", count[how], how)
	}
	fmt.Println()
	if count["differently"] > 0 {
		os.Exit(1)
	}
}

// grammar finds texts that are read differently before any value is made: line breaks of YAML 1.1, and colons and
// question marks inside brackets.
var grammar = regexp.MustCompile("[\r\u0085\u2028\u2029\ufeff]|[[{].*[?:]")

// withoutNull drops empty documents, which nobody applies.
func withoutNull(read any) any {
	list, ok := read.([]any)
	if !ok {
		return nil
	}
	kept := []any{}
	for _, document := range list {
		if document != nil {
			kept = append(kept, document)
		}
	}
	return kept
}

// documents gives nil for a text that cannot be read; a document is strict about doubled keys.
func documents(text string) any {
	read := []any{}
	for _, part := range strings.Split("\n"+text, "\n---\n") {
		converted, err := sigs.YAMLToJSONStrict([]byte(part))
		if err != nil {
			return nil
		}
		var value any
		check(json.Unmarshal(converted, &value))
		if value != nil {
			read = append(read, value)
		}
	}
	return read
}

func load(file string, into any) {
	text, err := os.ReadFile(file)
	check(err)
	check(json.Unmarshal(text, into))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
