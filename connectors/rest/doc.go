// Package rest is the HTTP engine every vendor shares: authenticated requests
// with rate limits, bounded retries that honour Retry-After, size limits that
// hold after decompression, and errors that say whether trying again can help.
//
// A vendor builds one Client with New and asks it for pages:
//
//	var page rest.Page
//	root, err := client.JSON(ctx, rest.Request{Stream: "contacts", Path: "/v3/contacts"}, &page)
//
// Any number of goroutines may ask at the same time: they share the rate limits,
// the access token and every pause the vendor asks for.
//
// The value is valid until page is used again. A page that is cut short or is
// not JSON counts as a failed attempt and is asked for again, so a caller only
// ever sees whole pages. An export that is one long stream of lines goes through
// Lines, and a file of any other kind through Download; both keep it on disk until
// it has arrived whole.
//
// Requests go to public addresses only, whatever a name resolves to and wherever
// a redirect or a page link points, and credentials never leave the vendor's host.
// What is on this machine or in a private network has to be allowed by name.
//
// Rows turn into Arrow batches in connectors/rest/rows.
package rest
