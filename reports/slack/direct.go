package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"
)

// OpenDirect is the channel of the direct messages to somebody, a member id or an
// e-mail address. Opening it again does nothing.
func (c *Client) OpenDirect(ctx context.Context, who string) (channel string, err error) {
	if strings.Contains(who, "@") {
		if who, err = c.member(ctx, who); err != nil {
			return "", err
		}
	}
	err = settled(c.call(ctx, "conversations.open", "", func() error {
		opened, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{who}})
		if err == nil && (opened == nil || opened.ID == "") {
			return errors.New("answer without a channel")
		}
		if err == nil {
			channel = opened.ID
		}
		return err
	}))
	if err != nil {
		return "", fmt.Errorf("open direct messages: %w", err)
	}
	return channel, nil
}

// member is the member id of an e-mail address.
func (c *Client) member(ctx context.Context, email string) (id string, err error) {
	err = settled(c.call(ctx, "users.lookupByEmail", "", func() error {
		user, err := c.api.GetUserByEmailContext(ctx, email)
		if err == nil {
			id = user.ID
		}
		return err
	}))
	if err != nil {
		return "", fmt.Errorf("look up a member by e-mail: %w", err)
	}
	return id, nil
}
