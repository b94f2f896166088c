package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"quarterdeck/pipeline/forget"
	"quarterdeck/pipeline/ledger"
)

// subject finds out from the publication who the customer is, and puts what it is
// known by onto the list.
func (p *Pipeline) subject(ctx context.Context, opts ForgetOptions, list *forget.List) (job forgetting, err error) {
	db, err := p.OpenCurrent(ctx)
	if err != nil {
		return job, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	job = forgetting{By: opts.By, Reason: opts.Reason}
	found, err := texts(ctx, db, `SELECT customer_id FROM core.customers WHERE customer_id = ?1 OR lower(name) = lower(?1)`, opts.Customer)
	switch {
	case err != nil:
		return job, err
	case len(found) == 0:
		return job, &UsageError{fmt.Errorf("forget: the current publication has no customer %q; give its id or its whole name", opts.Customer)}
	case len(found) > 1:
		return job, &UsageError{fmt.Errorf("forget: %d customers are called %q; give the id: %s", len(found), opts.Customer, strings.Join(found, ", "))}
	}
	job.CustomerID = found[0]
	ids, err := texts(ctx, db, `SELECT source_id FROM core.identity WHERE customer_id = ?1 UNION SELECT contact_id FROM core.contacts WHERE customer_id = ?1`, job.CustomerID)
	if err != nil {
		return job, err
	}
	emails, err := texts(ctx, db, `SELECT DISTINCT email FROM core.contacts WHERE customer_id = ?1 AND contains(email, '@')`, job.CustomerID)
	if err != nil {
		return job, err
	}
	job.Names, err = texts(ctx, db, `SELECT name FROM core.customers WHERE customer_id = ?1 UNION SELECT name FROM core.contacts WHERE customer_id = ?1 AND name <> ''
		UNION SELECT name FROM core.key_people WHERE customer_id = ?1 AND name <> ''`, job.CustomerID)
	if err != nil {
		return job, err
	}
	job.Words = slices.Concat([]string{job.CustomerID}, ids, emails)
	return job, p.listKnown(ctx, db, job, list)
}

// listKnown puts the accounts, people and addresses the publication knows onto the list.
func (p *Pipeline) listKnown(ctx context.Context, db *sql.DB, job forgetting, list *forget.List) (err error) {
	rows, err := db.QueryContext(ctx, `SELECT source, CASE kind WHEN 'user' THEN 'person' ELSE 'account' END, source_id FROM core.identity WHERE customer_id = ?1
		UNION ALL SELECT source, 'person', contact_id FROM core.contacts WHERE customer_id = ?1
		UNION ALL SELECT '', 'email', email FROM core.contacts WHERE customer_id = ?1 AND contains(email, '@')`, job.CustomerID)
	if err != nil {
		return fmt.Errorf("look up customer: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var source, entity, id string
		if err := rows.Scan(&source, &entity, &id); err != nil {
			return fmt.Errorf("look up customer: %w", err)
		}
		list.Add(source, forget.Entity(entity), id)
	}
	p.listCanonical(job, list)
	return rows.Err()
}

// listCanonical puts the customer's own id onto the list, for every source that uses it.
func (p *Pipeline) listCanonical(job forgetting, list *forget.List) {
	list.Add(ledger.Source, forget.Account, job.CustomerID)
	for _, source := range p.cfg.Sources {
		if forget.Canonical(landsAs(source.Type)) {
			list.Add(source.Name, forget.Account, job.CustomerID)
		}
	}
}

// listSubject makes good what a crash between the job and the list left out, as long
// as there is a publication that knows the customer.
func (p *Pipeline) listSubject(ctx context.Context, job forgetting, list *forget.List) (err error) {
	p.listCanonical(job, list)
	list.Begin(forget.Act{At: p.deps.Now().UTC(), By: job.By, Reason: job.Reason})
	db, err := p.OpenCurrent(ctx)
	if err != nil {
		return nil //nolint:nilerr // it was taken away after the list was written
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return p.listKnown(ctx, db, job, list)
}

// texts reads one column.
func texts(ctx context.Context, db *sql.DB, query string, args ...any) (all []string, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("look up customer: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, fmt.Errorf("look up customer: %w", err)
		}
		all = append(all, text)
	}
	return all, rows.Err()
}
