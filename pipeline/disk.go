package pipeline

import (
	"errors"
	"fmt"
	"os"
)

// DiskInfo is the room where the data folder is.
type DiskInfo struct {
	FreeBytes  int64 `json:"free_bytes"`
	TotalBytes int64 `json:"total_bytes"`
	// NeededBytes is what a night may need at most, by the size of the marts.
	NeededBytes int64 `json:"needed_bytes"`
	Low         bool  `json:"low"`
}

// What a night may need: a build beside the publications, its spill to disk, new
// loads and reports.
const (
	nightAtLeast = 256 << 20
	nightOfMarts = 3
)

func (p *Pipeline) disk(marts *PublicationInfo) (DiskInfo, error) {
	free, total, err := diskSpace(p.cfg.Data)
	if err != nil {
		return DiskInfo{}, fmt.Errorf("look at disk: %w", err)
	}
	info := DiskInfo{FreeBytes: free, TotalBytes: total, NeededBytes: nightAtLeast}
	if marts != nil {
		info.NeededBytes = max(info.NeededBytes, nightOfMarts*marts.Bytes)
	}
	info.Low = total > 0 && free < info.NeededBytes
	return info, nil
}

// fileSize is 0 for a file that is not there.
func fileSize(path string) (int64, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look at %s: %w", path, err)
	}
	return info.Size(), nil
}
