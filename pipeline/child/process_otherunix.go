//go:build unix && !linux

package child

import (
	"os/exec"
	"syscall"
)

// prepare puts the child into a process group of its own, so that what it starts
// is ended with it.
func prepare(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// offer does nothing: only Linux lets it be said.
func offer(int) {}

// memory is not known here.
func memory(int) (held int64, known bool) { return 0, false }
