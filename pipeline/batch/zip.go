package batch

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"time"
)

// WriteZip packs what a batch has for customers: the reviews that are written, in the
// version that counts, with what belongs to them, the files about all of them and the
// manifest. Internal companions stay where they are. The same batch gives the same
// bytes, whenever it is packed.
func WriteZip(w io.Writer, dir string, m Manifest, at time.Time) error {
	pack := zip.NewWriter(w)
	files := []File{{File: ManifestFile}}
	files = append(files, m.Files...)
	for _, r := range m.Reviews {
		if r.State == Written {
			files = append(files, File{File: r.File})
			files = append(files, r.Beside...)
		}
	}
	for _, f := range files {
		if err := packFile(pack, dir, f.File, at); err != nil {
			return fmt.Errorf("pack %s: %w", f.File, err)
		}
	}
	if err := pack.Close(); err != nil {
		return fmt.Errorf("pack batch: %w", err)
	}
	return nil
}

// packFile adds a file. What is small already by its kind is not packed again.
func packFile(pack *zip.Writer, dir, name string, at time.Time) (err error) {
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at.UTC()}
	if ext := path.Ext(name); ext == ".pdf" || ext == ".png" {
		header.Method = zip.Store
	}
	header.SetMode(0o640)
	to, err := pack.CreateHeader(header)
	if err != nil {
		return err
	}
	from, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	_, err = io.Copy(to, from)
	return err
}
