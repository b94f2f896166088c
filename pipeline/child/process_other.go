//go:build !unix

package child

import (
	"os"
	"os/exec"
)

// prepare does nothing: there are no process groups.
func prepare(*exec.Cmd) {}

// offer does nothing: only Linux lets it be said.
func offer(int) {}

// memory is not known here.
func memory(int) (held int64, known bool) { return 0, false }

// ask ends the process: there is no way to ask.
func ask(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// kill ends the process.
func kill(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// signalOf is never known here.
func signalOf(*os.ProcessState) (string, bool) { return "", false }
