package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"quarterdeck/config"
)

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "init [SOURCE-TYPE...]",
		Short:   "Write a commented quarterdeck.yml for the sources you name",
		Long:    "Write a commented configuration for the source types you name, or for all of them.\nAn existing file is never overwritten.",
		Example: "  quarterdeck init hubspot stripe zendesk",
		Args:    cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, types []string) error {
			text, err := config.Scaffold(types)
			if err != nil {
				return &usageError{err}
			}
			if err := writeNew(a.configPath, text); err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "wrote %s; set the variables it names, then run: quarterdeck check --connect\n", a.configPath)
			return nil
		},
	}
}

// writeNew writes a file that must not exist yet.
func writeNew(path, text string) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return usagef("%s exists already; name another file with --config, or move it away", path)
	}
	if err != nil {
		return fmt.Errorf("write config: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	_, err = file.WriteString(text)
	return err
}
