// Package kill holds the test that kills the program at any instant of its nights,
// which end with deliveries to a Slack that loses answers. It has no other code.
package kill
