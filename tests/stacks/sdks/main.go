// Writes the SDK of a package: main LANGUAGE FOLDER < SCHEMA. The language hosts of Pulumi call the same generators.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "secure-site"

func files(language string, pkg *schema.Package) (map[string][]byte, error) {
	if language == "nodejs" {
		return nodejs.GeneratePackage(tool, pkg, nil, nil, true, nil)
	}
	return python.GeneratePackage(tool, pkg, nil, nil)
}

func write(language, folder string) error {
	var spec schema.PackageSpec
	if err := json.NewDecoder(os.Stdin).Decode(&spec); err != nil {
		return err
	}
	// The package refers to no other, so that there is none to load.
	pkg, found, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return err
	}
	if found.HasErrors() {
		return found
	}
	written, err := files(language, pkg)
	if err != nil {
		return err
	}
	for name, content := range written {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	if err := write(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
