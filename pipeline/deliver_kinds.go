package pipeline

import (
	"time"

	"quarterdeck/pipeline/delivery"
)

// The kinds of things that are delivered, as the outbox names them.
const (
	kindDigest    = "digest"
	kindPack      = "pack"
	kindQBR       = "qbr"
	kindCompanion = "companion"
	kindAlerts    = "alerts"
	kindFailure   = "failure"
	// kindOwner is what is told an owner of customers, kindReviews the message below
	// which the reviews of a quarter lie.
	kindOwner   = "owner"
	kindReviews = "reviews"
)

// testPrefix begins the names of destinations of what was only a test.
const testPrefix = "test:"

// testKey makes the key of a test: every test is one of its own.
func (p *Pipeline) testKey(key string) string {
	return key + " test " + p.deps.Now().UTC().Format(time.RFC3339Nano)
}

// consignment is one item for one place.
type consignment struct {
	delivery.Item
	// destination is the place by its name, or a channel or a direct message of Slack.
	destination string
	// channel of Slack gets Message, with its thread; empty where a door is knocked at.
	channel string
	// member is whose direct messages the channel is, while it is not opened.
	member string
}
