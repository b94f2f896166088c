package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// writeSecretFile is writeFile for what only the owner of the data folder may read.
func writeSecretFile(path string, data []byte) error {
	err := putFile(path, func(file *os.File) error {
		if err := file.Chmod(0o600); err != nil {
			return err
		}
		_, err := file.Write(data)
		return errors.Join(err, file.Sync())
	})
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func writeSecretJSON(path string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return writeSecretFile(path, append(data, '\n'))
}
