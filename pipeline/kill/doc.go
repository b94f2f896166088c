// Package kill holds the test that kills the real program at any instant of its
// nights. It has no other code.
package kill
