package batch

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"quarterdeck/reports/pdf/inspect"
)

// Verified is what comparing one file with a manifest says.
type Verified struct {
	// Path is the file looked at.
	Path    string `json:"path"`
	Finding Found  `json:"finding"`
	SHA256  string `json:"sha256,omitempty"`
	// Known is the file as the manifest knows it, Batch the folder of that manifest
	// and Made what the file was made with; nil where nobody knows it.
	Known *Known      `json:"known,omitempty"`
	Batch string      `json:"batch,omitempty"`
	Made  *Provenance `json:"made_with,omitempty"`
}

// Found is how a file compares.
type Found string

// The findings. Only the first two are as they should be.
const (
	Same     Found = "same"     // byte for byte as it was written, and the newest version
	Replaced Found = "replaced" // as it was written; there is a newer version
	Changed  Found = "changed"  // of this name, or with this document's id, another file was written
	Missing  Found = "missing"  // it was written and is not there
	Gone     Found = "gone"     // an older version is not there any more
	Unknown  Found = "unknown"  // no batch wrote it
)

// Fine reports whether the file is one that was written, or need not be there.
func (f Found) Fine() bool { return f == Same || f == Replaced || f == Gone }

// ErrNoManifest says that a folder holds no batch.
var ErrNoManifest = errors.New("no manifest.json")

// VerifyDir compares a folder with its manifest: every file that should be there, and
// every file that is. Folders inside with a manifest of their own are compared with that.
func VerifyDir(dir string) ([]Verified, error) {
	if _, err := os.Stat(filepath.Join(dir, ManifestFile)); err != nil {
		return nil, fmt.Errorf("verify %s: %w", dir, ErrNoManifest)
	}
	m, err := Read(dir)
	if err != nil {
		return nil, err
	}
	var all []Verified
	expected := map[string]bool{ManifestFile: true, JournalFile: true}
	for _, k := range m.Known() {
		name := filepath.FromSlash(k.File.File)
		if !filepath.IsLocal(name) {
			return nil, fmt.Errorf("verify %s: its manifest names a file outside of it: %q", dir, k.File.File)
		}
		if expected[k.File.File] {
			continue
		}
		expected[k.File.File] = true
		one, err := compare(filepath.Join(dir, name), m, k)
		if err != nil {
			return nil, err
		}
		one.Batch = dir
		all = append(all, one)
	}
	inner, err := strays(dir, expected)
	return append(all, inner...), err
}

// compare looks at one file the manifest knows.
func compare(path string, m Manifest, k Known) (Verified, error) {
	one := Verified{Path: path, Known: &k, Made: m.madeWith(k)}
	sum, err := hashOf(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && k.Newest != 0:
		one.Finding = Gone
		return one, nil
	case errors.Is(err, fs.ErrNotExist):
		one.Finding = Missing
		return one, nil
	case err != nil:
		return one, err
	}
	one.SHA256 = sum
	switch {
	case sum != k.SHA256:
		one.Finding = Changed
	case k.Newest != 0:
		one.Finding = Replaced
	default:
		one.Finding = Same
	}
	return one, nil
}

// strays are the files of a folder that its manifest does not expect. A batch packed
// into one file is none, for it holds the manifest itself.
func strays(dir string, expected map[string]bool) (all []Verified, err error) {
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name == dir {
				return nil
			}
			if _, err := os.Stat(filepath.Join(name, ManifestFile)); err == nil {
				inner, err := VerifyDir(name)
				if all = append(all, inner...); err != nil {
					return err
				}
				return filepath.SkipDir
			}
			return nil
		}
		inside, err := filepath.Rel(dir, name)
		if err != nil || expected[filepath.ToSlash(inside)] || strings.HasPrefix(d.Name(), ".") || path.Ext(d.Name()) == ".zip" {
			return err
		}
		sum, err := hashOf(name)
		all = append(all, Verified{Path: name, Finding: Unknown, SHA256: sum})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("verify %s: %w", dir, err)
	}
	return all, nil
}

// VerifyFile compares a file, wherever it lies, with the batch of its own folder or of
// the one above, and where those do not know its bytes with the batches in others. One
// whose bytes nobody knows is held against the review whose id it prints or name it has.
func VerifyFile(name string, others []string) (Verified, error) {
	sum, err := hashOf(name)
	if err != nil {
		return Verified{}, err
	}
	one := Verified{Path: name, Finding: Unknown, SHA256: sum}
	printed := document(name)
	here := filepath.Dir(name)
	for _, dir := range slices.Concat([]string{here, filepath.Dir(here)}, others) {
		m, err := Read(dir)
		if err != nil {
			return one, err
		}
		if k := m.bySum(sum); k != nil {
			one.Known, one.Batch, one.Made, one.Finding = k, dir, m.madeWith(*k), Same
			if k.Newest != 0 {
				one.Finding = Replaced
			}
			return one, nil
		}
		k := m.byDocument(printed)
		if k == nil {
			k = m.byName(filepath.Base(name))
		}
		if k != nil && one.Known == nil {
			one.Known, one.Batch, one.Made, one.Finding = k, dir, m.madeWith(*k), Changed
		}
	}
	return one, nil
}

// document is the id a PDF prints on its pages, more often than that of any other
// document it speaks of. What cannot be read has none: it is known by its name alone.
func document(name string) string {
	data, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	doc, err := inspect.Read(data)
	if err != nil {
		return ""
	}
	printed, most := map[string]int{}, ""
	for _, t := range doc.Texts {
		for _, id := range documentID.FindAllString(t.Text, -1) {
			if printed[id]++; printed[id] > printed[most] {
				most = id
			}
		}
	}
	return most
}

// documentID is how reports print the id of a document.
var documentID = regexp.MustCompile(`\b[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}\b`)

// Dirs are the folders under root, at most two levels down, that hold a manifest.
func Dirs(root string) ([]string, error) {
	var all []string
	for _, pattern := range []string{ManifestFile, "*/" + ManifestFile, "*/*/" + ManifestFile} {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			return nil, fmt.Errorf("look for batches: %w", err)
		}
		for _, manifest := range found {
			all = append(all, filepath.Dir(manifest))
		}
	}
	return all, nil
}

func hashOf(name string) (sum string, err error) {
	file, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("verify: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return "", fmt.Errorf("verify %s: %w", name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
