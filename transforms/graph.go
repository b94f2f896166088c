package transforms

import (
	"fmt"
	"slices"
	"strings"
)

// orderModels sorts models so that each stands after those it reads; ties go by
// name, so the order does not depend on how the files were found. known holds
// the tables that exist without a model (raw tables, the runner's tables).
func orderModels(models map[string]*model, known map[string]bool) ([]*model, error) {
	if err := checkReferences(models, known); err != nil {
		return nil, err
	}
	var ordered []*model
	state := map[string]visit{}
	var stack []string
	var walk func(name string) error
	walk = func(name string) error {
		m, ok := models[name]
		if !ok || state[name] == visited {
			return nil
		}
		if state[name] == visiting {
			return cycleError(models, append(stack[slices.Index(stack, name):], name))
		}
		state[name] = visiting
		stack = append(stack, name)
		for _, ref := range sortedReferences(m) {
			if err := walk(ref); err != nil {
				return err
			}
		}
		stack = stack[:len(stack)-1]
		state[name] = visited
		ordered = append(ordered, m)
		return nil
	}
	for _, name := range sortedKeys(models) {
		if err := walk(name); err != nil {
			return nil, err
		}
	}
	return ordered, nil
}

type visit uint8

const (
	visiting visit = iota + 1
	visited
)

func checkReferences(models map[string]*model, known map[string]bool) error {
	for _, name := range sortedKeys(models) {
		m := models[name]
		for _, ref := range m.refs {
			if models[ref.name] == nil && !known[ref.name] {
				return fmt.Errorf("%s:%d: unknown table %s", m.file, ref.line, ref.name)
			}
		}
	}
	return nil
}

func cycleError(models map[string]*model, names []string) error {
	files := make([]string, len(names))
	for i, name := range names {
		files[i] = models[name].file
	}
	return fmt.Errorf("models read each other in a circle: %s (%s)", strings.Join(names, " -> "), strings.Join(files[:len(files)-1], ", "))
}

// withDependencies keeps the wanted models and all they read, directly or not.
func withDependencies(models map[string]*model, wanted []string) map[string]*model {
	keep := map[string]*model{}
	var add func(name string)
	add = func(name string) {
		m := models[name]
		if m == nil || keep[name] != nil {
			return
		}
		keep[name] = m
		for _, ref := range m.refs {
			add(ref.name)
		}
	}
	for _, name := range wanted {
		add(name)
	}
	return keep
}

func sortedReferences(m *model) []string {
	names := make([]string, len(m.refs))
	for i, ref := range m.refs {
		names[i] = ref.name
	}
	slices.Sort(names)
	return names
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
