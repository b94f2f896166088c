package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"quarterdeck/config"
	"quarterdeck/pipeline/batch"
	"quarterdeck/pipeline/delivery"
	"quarterdeck/reports"
	"quarterdeck/reports/slack"
)

// gatherer collects what is to be delivered of a publication.
type gatherer struct {
	p         *Pipeline
	current   Publication
	facts     *reports.Digest
	customers customerBook
	all       []consignment
}

// gather lists everything that is to be delivered of the published marts, whether it
// was delivered before or not.
func (p *Pipeline) gather(ctx context.Context) (all []consignment, err error) {
	marts, err := p.Marts(ctx, Clocks{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	g := &gatherer{p: p, current: marts.Publication}
	if g.facts, err = p.digestFacts(ctx, g.current, marts.DB); err != nil {
		return nil, err
	}
	if g.customers, err = p.stages.readCustomerBook(ctx, marts.DB); err != nil {
		return nil, err
	}
	for _, of := range []func() error{g.digest, g.alerts, g.shares, g.owners, g.pack, g.reviews, g.companions} {
		if err := of(); err != nil {
			return nil, err
		}
	}
	return g.all, nil
}

// add puts an item on its way to each of the named destinations.
func (g *gatherer) add(names []string, item delivery.Item) {
	for _, name := range names {
		to := g.p.cfg.Delivery.Destination(name)
		if to == nil {
			continue // the configuration was checked
		}
		one := consignment{Item: item, destination: name}
		if to.Type == "email" {
			one.To = g.customers.addressees(*to, item, g.p.cfg.Delivery.People)
		}
		if to.Type == "slack" && item.Message != nil {
			one.channel = to.Channel
		}
		g.all = append(g.all, one)
	}
}

func (g *gatherer) item(kind, key, title string) delivery.Item {
	return delivery.Item{Kind: kind, Key: key, Title: title, AsOf: g.current.AsOf, RunID: g.current.RunID}
}

func (g *gatherer) digest() error {
	names := g.p.cfg.Delivery.Digest
	if len(names) == 0 {
		return nil
	}
	message, err := slack.Compose(g.facts)
	if err != nil {
		return err
	}
	item := g.item(kindDigest, g.current.AsOf, g.p.cfg.Company.Name+" scorecard of "+g.current.AsOf)
	item.Message = &message
	g.add(names, item)
	return nil
}

// alerts says what of the night is new; a night without a change says nothing.
func (g *gatherer) alerts() error {
	names := g.p.cfg.Delivery.Alerts
	if len(names) == 0 || !g.facts.Alerts.Changed() {
		return nil
	}
	only := &reports.Digest{Company: g.facts.Company, Currency: g.facts.Currency, AsOf: g.facts.AsOf, RunID: g.facts.RunID,
		Sources: g.facts.Sources, Checks: g.facts.Checks, Alerts: g.facts.Alerts}
	message, err := slack.ComposeShare(only, "alerts")
	if err != nil {
		return err
	}
	item := g.item(kindAlerts, g.current.AsOf, g.p.cfg.Company.Name+" alerts of "+g.current.AsOf)
	item.Message = &message
	g.add(names, item)
	return nil
}

func (g *gatherer) pack() error {
	names := g.p.cfg.Delivery.Pack
	file := g.p.packFile(g.current.AsOf, true)
	data, err := os.ReadFile(file)
	if len(names) == 0 || errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read leadership pack: %w", err)
	}
	sum := sha256.Sum256(data)
	item := g.item(kindPack, g.current.AsOf, g.p.cfg.Company.Name+" leadership pack of "+g.current.AsOf)
	item.Files = []delivery.File{{Path: path.Join("reports", "pack", filepath.Base(file)), SHA256: hex.EncodeToString(sum[:]), Bytes: len(data)}}
	g.add(names, item)
	return nil
}

// reviews are the written ones of the last complete quarter. What is held, or was
// not settled when a batch broke off, does not leave.
func (g *gatherer) reviews() error {
	names := g.p.cfg.Delivery.QBRs
	if len(names) == 0 {
		return nil
	}
	period, _, err := g.p.quarter("", g.current)
	if err != nil {
		return err
	}
	written, err := batch.Read(g.p.path("reports", period.String()))
	if err != nil {
		return err
	}
	for _, r := range written.Reviews {
		if !mayLeave(r) {
			continue
		}
		item := g.item(kindQBR, fmt.Sprintf("%s %s v%d", period, r.CustomerID, r.Version), fmt.Sprintf("%s: business review %s", r.Customer, period))
		g.fill(&item, r, path.Join("reports", period.String()))
		g.add(names, item)
	}
	return nil
}

// mayLeave is what the batch says of a review.
func mayLeave(r Review) bool {
	return r.State == ReviewWritten && !r.Unsettled && (r.Gate == nil || r.Gate.Outcome() == batch.Send)
}

// fill puts a review's files into an item.
func (g *gatherer) fill(item *delivery.Item, r Review, dir string) {
	item.CustomerID, item.Customer, item.Owner, item.RunID = r.CustomerID, r.Customer, g.customers[r.CustomerID].owner, r.RunID
	for _, f := range append([]batch.File{{File: r.File, SHA256: r.SHA256, Bytes: r.Bytes}}, r.Beside...) {
		item.Files = append(item.Files, delivery.File{Path: path.Join(dir, f.File), SHA256: f.SHA256, Bytes: f.Bytes, Beside: f.Kind})
	}
}

// companions go out once a quarter, as they are when they are first there.
func (g *gatherer) companions() error {
	names := g.p.cfg.Delivery.Companions
	if len(names) == 0 {
		return nil
	}
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { // the configuration was checked; this is what must never happen
		to := g.p.cfg.Delivery.Destination(name)
		return to == nil || to.SeenByCustomers()
	})
	period, _, err := g.p.quarter("", g.current)
	if err != nil {
		return err
	}
	dir := path.Join("reports", period.String(), internalDir)
	written, err := batch.Read(g.p.path(filepath.FromSlash(dir)))
	if err != nil {
		return err
	}
	for _, r := range written.Reviews {
		if r.State != ReviewWritten {
			continue
		}
		item := g.item(kindCompanion, period.String()+" "+r.CustomerID, fmt.Sprintf("%s: internal companion to the review %s", r.Customer, period))
		g.fill(&item, r, dir)
		g.add(names, item)
	}
	return nil
}

// addressees are who a mail goes to: the customer, where that is configured and this
// is its review; else whom the destination names; else the owner.
func (b customerBook) addressees(to config.Destination, item delivery.Item, people map[string]config.DeliveryPerson) []string {
	if item.Kind == kindQBR && to.ToCustomers && len(to.Recipients[item.CustomerID]) > 0 {
		return to.Recipients[item.CustomerID]
	}
	if len(to.To) > 0 {
		return to.To
	}
	return b.ownerAddress(item.CustomerID, people)
}

// ownerAddress is the owner's: that of the configuration before that of the CRM.
func (b customerBook) ownerAddress(customer string, people map[string]config.DeliveryPerson) []string {
	entry := b[customer]
	if address := people[entry.owner].Email; address != "" {
		return []string{address}
	}
	if strings.Contains(entry.email, "@") {
		return []string{entry.email}
	}
	return nil
}
