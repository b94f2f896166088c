package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Slack is where the leadership digest goes. Without a token nothing is sent.
type Slack struct {
	Token   Secret `yaml:"token"`
	Channel string `yaml:"channel"`
	// BaseURL replaces https://slack.com/api; http:// is refused but for loopback.
	BaseURL string `yaml:"base_url"`
	// Rate is the most messages per second to a channel; 0 takes the one Slack allows.
	Rate float64 `yaml:"rate"`
	// Channels get what of the digest is about their own customers.
	Channels SlackChannels `yaml:"channels"`
	// TestChannel gets what is sent with --to test.
	TestChannel string `yaml:"test_channel"`
	// OpsUser is the member id, or the e-mail address, of who is told of a failed run.
	OpsUser string `yaml:"ops_user"`
	// Owners says whether owners of customers get their own alerts, and the reviews
	// that wait for them, as direct messages.
	Owners bool `yaml:"owners"`
}

// SlackChannels are channels by the team of a customer's owner, and by a segment of
// the customer, written as dimension=segment.
type SlackChannels struct {
	Team    map[string]string `yaml:"team"`
	Segment map[string]string `yaml:"segment"`
}

func (c *Config) checkSlack(v *validator) error {
	if (c.Slack.Token == "") != (c.Slack.Channel == "") {
		return v.fail("$.slack", "slack needs both token and channel", "give both, or remove the section to send nothing")
	}
	if c.Slack.Rate < 0 {
		return v.fail("$.slack.rate", "rate must not be negative", "write messages per second")
	}
	if user := c.Slack.OpsUser; user != "" && !slackMember.MatchString(user) && !strings.Contains(user, "@") {
		return v.fail("$.slack.ops_user", fmt.Sprintf("ops_user %q is no member of a Slack workspace", user), "write the member id, such as U012AB3CD, or an e-mail address")
	}
	if err := c.checkSlackChannels(v); err != nil {
		return err
	}
	return v.checkURL("$.slack.base_url", c.Slack.BaseURL)
}

func (c *Config) checkSlackChannels(v *validator) error {
	s := c.Slack
	taken := map[string]string{s.Channel: "slack.channel"}
	take := func(path, channel string) error {
		if !slackChannel.MatchString(channel) {
			return v.fail(path, fmt.Sprintf("%q is no channel id", channel), "copy the id from the channel's details, such as C0123456789")
		}
		if other, is := taken[channel]; is {
			return v.fail(path, fmt.Sprintf("channel %s is that of %s already", channel, other), "of one day a channel gets one digest; give every one its own")
		}
		taken[channel] = strings.TrimPrefix(path, "$.")
		return nil
	}
	for _, team := range slices.Sorted(maps.Keys(s.Channels.Team)) {
		path := "$.slack.channels.team." + team
		if c.Teams[team] == nil {
			return v.fail(path, fmt.Sprintf("there is no team %q", team), "name it in the section teams")
		}
		if err := take(path, s.Channels.Team[team]); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Channels.Segment)) {
		path := "$.slack.channels.segment"
		dimension, segment, _ := strings.Cut(name, "=")
		known := slices.ContainsFunc(c.Segments, func(one Segment) bool {
			return one.Name == dimension && one.Bands == nil && one.Expression == "" // which the customers themselves have
		})
		if !known || segment == "" {
			return v.fail(path, fmt.Sprintf("%q names no segment", name), "write dimension=segment, such as plan=enterprise, of a dimension in the section segments that is a plain attribute")
		}
		if err := take(path, s.Channels.Segment[name]); err != nil {
			return err
		}
	}
	if s.TestChannel != "" {
		return take("$.slack.test_channel", s.TestChannel)
	}
	return nil
}

var (
	slackChannel = regexp.MustCompile(`^[CGD][A-Z0-9]{1,20}$`)
	slackMember  = regexp.MustCompile(`^[UW][A-Z0-9]{2,20}$`)
)
