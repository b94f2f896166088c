package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"quarterdeck/reports/slack"
)

// shares are the parts of the digest that are about a team's or a segment's customers.
func (g *gatherer) shares() error {
	if g.p.cfg.Slack.Token == "" {
		return nil
	}
	channels := g.p.cfg.Slack.Channels
	for _, team := range slices.Sorted(maps.Keys(channels.Team)) {
		owners := g.p.cfg.Teams[team]
		if err := g.share(channels.Team[team], "team "+team, func(id string) bool { return slices.Contains(owners, g.customers[id].owner) }); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(channels.Segment)) {
		dimension, segment, _ := strings.Cut(name, "=")
		if err := g.share(channels.Segment[name], dimension+" "+segment, func(id string) bool { return g.customers[id].segments[dimension] == segment }); err != nil {
			return err
		}
	}
	return nil
}

func (g *gatherer) share(channel, name string, of func(customer string) bool) error {
	message, err := slack.ComposeShare(g.facts.Share(of), name)
	if err != nil {
		return fmt.Errorf("compose digest of %s: %w", name, err)
	}
	item := g.item(kindDigest, g.current.AsOf, "digest of "+name)
	item.Message = &message
	g.all = append(g.all, consignment{Item: item, destination: channel, channel: channel})
	return nil
}

// owners tells each owner of customers, in a direct message, of new alerts about them
// and of their reviews that wait. Whom nothing concerns gets nothing.
func (g *gatherer) owners() error {
	if !g.p.cfg.Slack.Owners || g.p.cfg.Slack.Token == "" {
		return nil
	}
	of := map[string]string{} // a customer of each owner
	for id, entry := range g.customers {
		if entry.owner != "" && (of[entry.owner] == "" || id < of[entry.owner]) {
			of[entry.owner] = id
		}
	}
	for _, owner := range slices.Sorted(maps.Keys(of)) {
		part := g.facts.Share(func(id string) bool { return g.customers[id].owner == owner })
		part.Decisions, part.Worse, part.Better, part.Expansion, part.Alerts.Closed = nil, nil, nil, nil, nil
		if part.Silent() {
			continue
		}
		message, err := slack.ComposeShare(part, "your customers")
		if err != nil {
			return fmt.Errorf("compose message to %s: %w", owner, err)
		}
		item := g.item(kindOwner, g.current.AsOf, "alerts of "+owner)
		item.Owner, item.Message = owner, &message
		member := g.p.cfg.Delivery.People[owner].Slack
		if member == "" {
			if addresses := g.customers.ownerAddress(of[owner], g.p.cfg.Delivery.People); addresses != nil {
				member = addresses[0]
			}
		}
		if member == "" {
			g.p.deps.Log.Warn("an owner of customers cannot be reached in Slack: no member id and no e-mail address", "owner", owner)
			continue
		}
		g.all = append(g.all, consignment{Item: item, destination: "owner " + owner, member: member})
	}
	return nil
}
