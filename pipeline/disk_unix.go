//go:build linux || darwin || freebsd

package pipeline

import "syscall"

// diskSpace is how many bytes are free for us, and how many there are, where dir is.
func diskSpace(dir string) (free, total int64, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), int64(s.Blocks) * int64(s.Bsize), nil
}
