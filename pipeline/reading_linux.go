package pipeline

import (
	"bufio"
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// lockHeld looks into the kernel's list of locks for one on the file.
func lockHeld(path string) (held, known bool) {
	info, err := os.Stat(path)
	if err != nil {
		return false, errors.Is(err, os.ErrNotExist)
	}
	about, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false, false
	}
	list, err := os.Open("/proc/locks")
	if err != nil {
		return false, false
	}
	defer list.Close() // read-only: nothing can be lost
	suffix := ":" + strconv.FormatUint(about.Ino, 10)
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) > 5 && fields[1] == "FLOCK" && strings.HasSuffix(fields[5], suffix) {
			return true, true
		}
	}
	return false, lines.Err() == nil
}
