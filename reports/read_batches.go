package reports

import (
	"context"
	"fmt"
)

const defaultBatch = 250

// inBatches reads customers a batch at a time, with one set of queries each, and hands
// them to yield in the order of their ids. A batch that cannot be read is read customer
// by customer, so that what is wrong with one stays with it: opts.Failed is told of
// each. Where nobody at all can be read the fault is none of theirs, and is returned.
func inBatches[T any](ctx context.Context, r *qbrReader, ids []string, opts QBROptions, read func(context.Context, []string) ([]T, error), yield func(T) error) error {
	size := opts.Batch
	if size <= 0 {
		size = defaultBatch
	}
	anybody := false
	for from := 0; from < len(ids); from += size {
		some := ids[from:min(from+size, len(ids))]
		all, err := unbroken(ctx, some, read)
		var failed map[string]error
		if err != nil && opts.Failed != nil {
			all, failed = oneByOne(ctx, some, read)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && (opts.Failed == nil || !anybody && len(all) == 0) {
			return err
		}
		anybody = anybody || len(all) > 0
		for _, id := range some {
			if err := failed[id]; err != nil {
				opts.Failed(r.named(ctx, id), err)
			}
		}
		for _, one := range all {
			if err := yield(one); err != nil {
				return err
			}
		}
	}
	return nil
}

// oneByOne reads customers each for itself, and says what is wrong with whom.
func oneByOne[T any](ctx context.Context, ids []string, read func(context.Context, []string) ([]T, error)) (all []T, failed map[string]error) {
	failed = map[string]error{}
	for _, id := range ids {
		one, err := unbroken(ctx, []string{id}, read)
		if err != nil {
			failed[id] = err
			continue
		}
		all = append(all, one...)
	}
	return all, failed
}

// unbroken reads, and makes a panic over odd data an error.
func unbroken[T any](ctx context.Context, ids []string, read func(context.Context, []string) ([]T, error)) (all []T, err error) {
	defer func() {
		if r := recover(); r != nil {
			all, err = nil, fmt.Errorf("reading panicked: %v", r)
		}
	}()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return read(ctx, ids)
}

// named is a customer with its name where that can be read, else with its id for one.
func (r *qbrReader) named(ctx context.Context, id string) Customer {
	c := Customer{ID: id}
	err := r.db.QueryRowContext(ctx, `SELECT name FROM marts.customers WHERE customer_id = ?`, id).Scan(text{&c.Name})
	if err != nil || c.Name == "" {
		c.Name = id
	}
	return c
}
