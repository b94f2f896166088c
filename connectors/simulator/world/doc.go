// Package world invents the history of one software company and its customers:
// who they are, what they bought, paid, asked, answered and used, day by day.
//
// A World is a function of its Options alone. Every account draws from random
// streams of its own, seeded by (seed, subject, account), and everything is
// drawn in the order of time, so moving the clock forward only adds: no fact
// dated before an instant depends on how far the clock has come. Nothing here
// knows a vendor's wire format; package simulator renders it, and package truth
// computes from it what the metrics must be.
//
// Instants are UTC and whole seconds. A zero time means "never".
package world
