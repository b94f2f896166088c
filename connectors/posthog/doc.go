// Package posthog reads product events from PostHog by HogQL queries.
//
// PostHog knows two instants of an event: timestamp, when it happened, and
// created_at, when PostHog took it in. The history is read by timestamp, which
// is what PostHog's storage is sorted by, in windows that follow how many events
// they hold. Every later load reads by created_at, so that an event which is
// dated back is not missed, and begins a day before the last one ended, because
// events can become visible later than they were taken in.
//
// Inside a window pages follow each other by the pair (instant, uuid). Every
// query says its LIMIT: without one PostHog answers with a hundred rows and no
// error.
package posthog
