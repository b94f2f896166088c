package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"

	"quarterdeck/templates"
)

// look names what the files of a batch are drawn with: the program, its templates,
// the section on reviews and the user's own templates and logos. With the same look
// the same facts give the same file.
func (p *Pipeline) look() (string, error) {
	h := sha256.New()
	if err := nameProgram(h); err != nil {
		return "", err
	}
	settings := p.cfg.Reviews
	settings.Places, settings.Decisions = nil, ""
	if err := json.NewEncoder(h).Encode(settings); err != nil {
		return "", fmt.Errorf("name the look of reviews: %w", err)
	}
	trees := []fs.FS{templates.Files}
	for _, own := range []string{settings.Templates, settings.CustomerLogos} {
		if own != "" {
			trees = append(trees, os.DirFS(own))
		}
	}
	for _, tree := range trees {
		err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(tree, name)
			fmt.Fprintf(h, "%q %s\n", name, sum(data))
			return err
		})
		if err != nil {
			return "", fmt.Errorf("name the look of reviews: %w", err)
		}
	}
	if settings.Logo != "" {
		data, err := os.ReadFile(settings.Logo)
		if err != nil {
			return "", fmt.Errorf("name the look of reviews: %w", err)
		}
		fmt.Fprintln(h, sum(data))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// nameProgram writes what tells this program from another. One that was not built
// from a commit as it is tells itself by its file.
func nameProgram(w io.Writer) error {
	build, ok := debug.ReadBuildInfo()
	released := ok && build.Main.Version != "" && build.Main.Version != "(devel)"
	if ok {
		fmt.Fprintf(w, "%q\n", build.String())
		released = released && !strings.Contains(build.Main.Version, "+dirty")
	}
	if released {
		return nil
	}
	path, err := os.Executable()
	if err != nil {
		return fmt.Errorf("name the program: %w", err)
	}
	file, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("name the program: %w", err)
	}
	fmt.Fprintln(w, file.Size(), file.ModTime().UnixNano())
	return nil
}
