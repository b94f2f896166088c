package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/slack-go/slack"
)

// Upload is what goes into a channel as one message with files.
type Upload struct {
	Channel string
	// Thread is the timestamp of the message below which it goes, or empty.
	Thread string
	Files  []UploadFile
}

// UploadFile is one of its files.
type UploadFile struct {
	Name, Title string
	// Alt says what a picture shows.
	Alt  string
	Data []byte
}

// Prepare carries the files to Slack, where nobody sees them yet, and returns what
// Slack calls them. It may be repeated after any error: what an earlier try left
// behind is seen by nobody and is Slack's to clear.
func (c *Client) Prepare(ctx context.Context, u Upload) (ids []string, err error) {
	for _, f := range u.Files {
		var place *slack.GetUploadURLExternalResponse
		err := c.call(ctx, "files.getUploadURLExternal", "", func() error {
			var err error
			place, err = c.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: f.Name, FileSize: len(f.Data), AltTxt: f.Alt})
			return err
		})
		if err != nil {
			return nil, settled(err)
		}
		err = c.call(ctx, "upload", "", func() error {
			return c.api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: place.UploadURL, Filename: f.Name, Reader: bytes.NewReader(f.Data)})
		})
		if err != nil {
			return nil, settled(err)
		}
		ids = append(ids, place.FileID)
	}
	return ids, nil
}

// Share shows prepared files in the channel. After an Ambiguous error they may be
// seen: ask Shared before preparing others.
func (c *Client) Share(ctx context.Context, u Upload, ids []string) error {
	if len(ids) != len(u.Files) || len(ids) == 0 {
		return &Error{Method: "files.completeUploadExternal", Outcome: Failed, Err: fmt.Errorf("%d files, %d prepared", len(u.Files), len(ids))}
	}
	params := slack.CompleteUploadExternalParameters{Channel: u.Channel, ThreadTimestamp: u.Thread}
	for i, f := range u.Files {
		params.Files = append(params.Files, slack.FileSummary{ID: ids[i], Title: plain(f.Title, wordRoom*3)})
	}
	return c.call(ctx, "files.completeUploadExternal", u.Channel, func() error {
		_, err := c.api.CompleteUploadExternalContext(ctx, params)
		return err
	})
}

// Shared reports whether a prepared file is seen in the channel. One that is not is
// taken away, so that it can never be: only then is the answer no.
func (c *Client) Shared(ctx context.Context, channel, id string) (bool, error) {
	var file *slack.File
	err := settled(c.call(ctx, "files.info", "", func() error {
		var err error
		file, _, _, err = c.api.GetFileInfoContext(ctx, id, 1, 1)
		return err
	}))
	switch {
	case gone(err):
		return false, nil
	case err != nil:
		return false, err
	case seenIn(file, channel):
		return true, nil
	}
	err = settled(c.call(ctx, "files.delete", "", func() error { return c.api.DeleteFileContext(ctx, id) }))
	if err != nil && !gone(err) {
		return false, err
	}
	return false, nil
}

func gone(err error) bool {
	var refused *Error
	return errors.As(err, &refused) && (refused.Code == "file_not_found" || refused.Code == "file_deleted")
}

func seenIn(f *slack.File, channel string) bool {
	if slices.Contains(f.Channels, channel) || slices.Contains(f.Groups, channel) || slices.Contains(f.IMs, channel) {
		return true
	}
	return f.Shares.Public[channel] != nil || f.Shares.Private[channel] != nil
}
