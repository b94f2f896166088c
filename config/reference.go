package config

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// mostSecret is how long a value from a file or a command may be.
const mostSecret = 64 << 10

// commandTime is how long a command may take to print its secret.
const commandTime = 30 * time.Second

// fetcher finds what ${file:PATH} and ${cmd:COMMAND} stand for. No error of it
// shows what was read, nor what a command printed.
type fetcher func(kind, what string) (string, error)

// fetchFrom reads files beside the configuration in dir, and runs commands there.
func fetchFrom(dir string) fetcher {
	return func(kind, what string) (string, error) {
		value, err := "", errors.New("it names nothing")
		switch {
		case strings.TrimSpace(what) == "":
		case kind == "file":
			value, err = readSecretFile(under(dir, what))
		default:
			value, err = runForSecret(dir, what)
		}
		if err != nil {
			return "", err
		}
		value = strings.TrimSuffix(strings.TrimSuffix(value, "\n"), "\r")
		if value == "" {
			return "", errors.New("it is empty")
		}
		return value, nil
	}
}

// readSecretFile reads a file that only its owner may read.
func readSecretFile(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", errors.Unwrap(err) // the path is named by the caller
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("others may read it (mode %04o)", info.Mode().Perm())
	}
	if !info.Mode().IsRegular() || info.Size() > mostSecret {
		return "", errors.New("it is no file of a secret")
	}
	data, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return "", errors.Unwrap(err)
	}
	return string(data), nil
}

// runForSecret runs a command without a shell and takes what it prints.
func runForSecret(dir, line string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), commandTime)
	defer cancel()
	words := strings.Fields(line)
	command := exec.CommandContext(ctx, words[0], words[1:]...)
	command.Dir = dir
	out, err := command.Output()
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("it did not end within %s", commandTime)
	case errors.As(err, &failed):
		return "", fmt.Errorf("it ended with %s", failed.ProcessState)
	case err != nil:
		return "", errors.New("it could not be started")
	case len(out) > mostSecret:
		return "", errors.New("it printed more than a secret")
	}
	return string(out), nil
}
