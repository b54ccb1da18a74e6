// Reads a file with the parser of `docker --env-file` and writes the variables as JSON: reader <file> <json>
package main

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/docker/cli/pkg/kvfile"
)

func main() {
	lines, err := kvfile.Parse(os.Args[1], nil)
	if err != nil {
		panic(err)
	}
	read := map[string]string{}
	for _, line := range lines {
		name, content, _ := strings.Cut(line, "=")
		read[name] = content
	}
	text, err := json.Marshal(read)
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(os.Args[2], text, 0o600); err != nil {
		panic(err)
	}
}
