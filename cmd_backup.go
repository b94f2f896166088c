package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) backupCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "backup FOLDER",
		Short: "Copy the data folder to a new folder, also while a run is under way",
		Long: `Copy the data folder to a new folder, also while a run is under way: lake, marts,
reports and the record of runs and deliveries, every file with its sha256. The
configuration and its secrets are not in it.`,
		Example: "  quarterdeck backup /mnt/backup/deck-$(date +%F)",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(func(p *pipeline.Pipeline) error {
				backup, err := p.Backup(cmd.Context(), args[0])
				return a.printBackup(backup, err, asJSON, "backed up", args[0])
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the list of files as JSON")
	return cmd
}

func (a *app) restoreCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "restore FOLDER",
		Short: "Make an empty data folder what a backup holds",
		Long: `Make an empty data folder what a backup holds. Every file is compared with its
sha256 first; nothing that exists is written over. The next run pulls what has come
since, and a message that was sent since may be sent again where the other side
cannot be asked.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(func(p *pipeline.Pipeline) error {
				backup, err := p.Restore(cmd.Context(), args[0])
				return a.printBackup(backup, err, asJSON, "restored", args[0])
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the list of files as JSON")
	return cmd
}

func (a *app) printBackup(backup pipeline.Backup, err error, asJSON bool, did, folder string) error {
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(a.stdout, backup)
	}
	fmt.Fprintf(a.stdout, "%s %s files of %s kB, made %s: %s\n", did, count(len(backup.Files)), count(backup.Bytes()/1000), backup.MadeAt.Format("2006-01-02 15:04 MST"), folder)
	return nil
}
