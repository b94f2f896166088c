package lake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
)

// disk is the lake's folder. No path can leave it, not even through a symbolic
// link, and every change to it is one of the few operations below.
type disk struct {
	root *os.Root
	// fault is asked before every change and may refuse it; tests use it to
	// break the lake at each step. Nil in the program.
	fault func(op, name string) error
}

func (d *disk) try(op, name string) error {
	if d.fault == nil {
		return nil
	}
	return d.fault(op, name)
}

// mkdirAll makes the folder and its parents durable: each new one is synced into its parent.
func (d *disk) mkdirAll(name string) error {
	made := "."
	for element := range strings.SplitSeq(name, "/") {
		parent := made
		made = path.Join(made, element)
		if err := d.try("mkdir", made); err != nil {
			return diskError("make folder", made, err)
		}
		err := d.root.Mkdir(made, 0o750)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return diskError("make folder", made, err)
		}
		if err := d.syncDir(parent); err != nil {
			return err
		}
	}
	return nil
}

// syncDir makes the names inside a folder durable.
func (d *disk) syncDir(name string) error {
	if err := d.try("syncdir", name); err != nil {
		return diskError("sync folder", name, err)
	}
	dir, err := d.root.Open(name)
	if err != nil {
		return diskError("sync folder", name, err)
	}
	return diskError("sync folder", name, errors.Join(dir.Sync(), dir.Close()))
}

func (d *disk) rename(from, to string) error {
	if err := d.try("rename", to); err != nil {
		return diskError("rename", from, err)
	}
	return diskError("rename", from, d.root.Rename(from, to))
}

func (d *disk) removeAll(name string) error {
	if err := d.try("remove", name); err != nil {
		return diskError("remove", name, err)
	}
	return diskError("remove", name, d.root.RemoveAll(name))
}

// create makes a new file; one of that name must not exist.
func (d *disk) create(name string) (*newFile, error) {
	if err := d.try("create", name); err != nil {
		return nil, diskError("create", name, err)
	}
	file, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return nil, diskError("create", name, err)
	}
	return &newFile{disk: d, file: file, name: name}, nil
}

// folders lists the names of the folders inside name, ascending; a missing
// folder has none.
func (d *disk) folders(name string) ([]string, error) {
	entries, err := fs.ReadDir(d.root.FS(), name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, diskError("list", name, err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// newFile is a file being written.
type newFile struct {
	disk *disk
	file *os.File
	name string
}

func (f *newFile) Write(p []byte) (int, error) {
	if err := f.disk.try("write", f.name); err != nil {
		return 0, diskError("write", f.name, err)
	}
	n, err := f.file.Write(p)
	return n, diskError("write", f.name, err)
}

// finish makes the content durable and closes the file.
func (f *newFile) finish() error {
	if err := f.disk.try("sync", f.name); err != nil {
		return diskError("sync", f.name, errors.Join(err, f.file.Close()))
	}
	return diskError("sync", f.name, errors.Join(f.file.Sync(), f.file.Close()))
}

// diskError names the operation and the file, and tells a full disk from other trouble.
func diskError(op, name string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, ErrDiskFull) {
		return err
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%s %s: %w: free space and run again, nothing of this load is kept: %w", op, name, ErrDiskFull, err)
	}
	return fmt.Errorf("%s %s: %w", op, name, err)
}
