package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quarterdeck/pipeline"
)

// notForPeople are errors that never leave the program: who gets them acts on them.
var notForPeople = []string{"outbox.ErrAbsent", "delivery.LaterError", "slack.ErrNotFound", "transforms.ErrNoFigure", "batch.ErrNoManifest", "reports.ErrNoCustomer"}

// The runbook has an entry for every problem status can find and for every kind of
// error there is, and names none that is gone.
func TestRunbookKnowsEveryError(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, runbook, found := strings.Cut(string(readme), "## When something is wrong\n")
	runbook, _, ended := strings.Cut(runbook, "\n## ")
	if !found || !ended {
		t.Fatal("the README has no runbook")
	}
	for _, kind := range pipeline.ProblemKinds() {
		if !strings.Contains(runbook, "\n| `"+string(kind)+"` |") {
			t.Errorf("the runbook does not tell what to do about %s", kind)
		}
	}
	there := exportedErrors(t)
	var told []string
	for _, comment := range regexp.MustCompile(`<!-- (.*?) -->`).FindAllStringSubmatch(runbook, -1) {
		told = append(told, strings.Fields(comment[1])...)
	}
	for _, name := range there {
		if !slices.Contains(told, name) && !slices.Contains(notForPeople, name) {
			t.Errorf("the runbook does not tell what to do about %s", name)
		}
	}
	for _, name := range append(told, notForPeople...) {
		if !slices.Contains(there, name) {
			t.Errorf("there is no error %s any more", name)
		}
	}
}

// exportedErrors are the types and values of errors that packages export: pipeline.HeldError.
func exportedErrors(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, declaration := range file.Decls {
			general, ok := declaration.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range general.Specs {
				for _, name := range errorsOf(spec) {
					names = append(names, file.Name.Name+"."+name)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 15 {
		t.Errorf("found only %v", names)
	}
	return names
}

func errorsOf(spec ast.Spec) (names []string) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() && (spec.Name.Name == "Error" || strings.HasSuffix(spec.Name.Name, "Error")) {
			names = append(names, spec.Name.Name)
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if regexp.MustCompile(`^Err[A-Z]`).MatchString(name.Name) {
				names = append(names, name.Name)
			}
		}
	}
	return names
}
