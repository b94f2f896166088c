package rows

import (
	"fmt"
	"strings"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
)

// node is one name in the tree of all declared paths. A node with a column is a
// leaf; any other node has children.
type node struct {
	name     string
	parent   *node
	column   int // -1 when none
	drop     bool
	children map[string]*node
	order    []*node // the children as declared, for a stable _extra

	// Per record: what lies at this node's level but is not declared, and where
	// in the record's own order of names the walk stands.
	extra []field
	live  bool // this node or one below has something in extra
	pos   int
	// seen is the order of names in the first record. Records of one API look
	// alike, so most lookups are one comparison.
	seen  []guess
	visit func(key []byte, v *fastjson.Value)
}

type field struct {
	key   []byte
	value *fastjson.Value
}

type guess struct {
	key  string
	node *node // nil when undeclared
}

const maxGuesses = 256

// plan builds the tree of s and of the paths that are left out of _extra.
func plan(s connectors.Stream, drop []string) (*node, error) {
	root := newNode("", nil)
	for i, c := range s.Columns {
		path := c.Path
		if path == "" {
			path = c.Name
		}
		leaf, err := root.descend(path)
		if err != nil {
			return nil, fmt.Errorf("plan column %s of %s: %w", c.Name, s.Name, err)
		}
		leaf.column = i
	}
	for _, path := range drop {
		leaf, err := root.descend(path)
		if err != nil {
			return nil, fmt.Errorf("plan left-out path %s of %s: %w", path, s.Name, err)
		}
		leaf.drop = true
	}
	return root, nil
}

func newNode(name string, parent *node) *node {
	return &node{name: name, parent: parent, column: -1, children: map[string]*node{}}
}

// descend adds the path below n and returns its last node.
func (n *node) descend(path string) (*node, error) {
	at := n
	for _, name := range SplitPath(path) {
		next := at.children[name]
		if next == nil {
			next = newNode(name, at)
			at.children[name] = next
			at.order = append(at.order, next)
		}
		at = next
		if at.leaf() {
			return nil, fmt.Errorf("path %s lies at or inside another one", path)
		}
	}
	if len(at.children) > 0 {
		return nil, fmt.Errorf("path %s holds another one", path)
	}
	return at, nil
}

func (n *node) leaf() bool { return n.column >= 0 || n.drop }

// SplitPath cuts a dotted path into names; a backslash before a dot makes it part of the name.
func SplitPath(path string) []string {
	parts := strings.Split(strings.ReplaceAll(path, `\.`, "\x00"), ".")
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], "\x00", ".")
	}
	return parts
}

// EscapeName makes a field's name usable as one element of a path.
func EscapeName(name string) string { return strings.ReplaceAll(name, ".", `\.`) }

// child finds the declared node for key at the walk's position.
func (n *node) child(key []byte) *node {
	if n.pos < len(n.seen) && n.seen[n.pos].key == string(key) {
		found := n.seen[n.pos].node
		n.pos++
		return found
	}
	found := n.children[string(key)]
	if n.pos == len(n.seen) && n.pos < maxGuesses {
		n.seen = append(n.seen, guess{key: string(key), node: found})
	}
	n.pos++
	return found
}
