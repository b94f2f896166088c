// Package scale measures what a night costs for a company of any size: it writes
// the files of an invented company as Parquet, pulls them with the files source
// and computes the marts, and tells seconds, memory and growth.
//
//	go test ./pipeline/scale -run '^$' -bench Night -benchtime 1x -timeout 1h
//
// The company of 10,000 customers has 36 months of them, a million invoices,
// 500,000 tickets with 3 million events, 100,000 survey answers and 20 million
// usage events; one of 1,000 has a tenth of each. Plain go test does not run it.
package scale
