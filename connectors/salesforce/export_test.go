package salesforce

import "quarterdeck/connectors"

// LongID is longID.
func LongID(id string) string { return longID(id) }

// WithPages makes a source ask for pages of size records.
func WithPages(s connectors.Source, size int) { s.(*Source).pageSize = size }

// WithJobs makes a source read by jobs what has at least from records, page records at a time.
func WithJobs(s connectors.Source, from, page int64) {
	s.(*Source).bulkFrom, s.(*Source).jobPage = from, page
}
