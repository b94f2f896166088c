// Package truth says what the metrics of a world must be.
//
// It is the independent second computation the marts are held against: plain Go
// over the world's own history, without the vendors' JSON, without SQL and
// without any of the product's code. A Book is opened for one business date and
// one moment of knowledge; its methods return rows with the marts' column names.
//
// Money is in millionths of the reporting currency, US dollars. Dates are
// midnights in UTC. A row that would hold nothing but zeros is left out, except
// for the total (dimension "all").
package truth
