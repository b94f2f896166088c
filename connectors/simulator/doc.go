// Package simulator is a software company's set of SaaS accounts on loopback:
// HubSpot, Stripe, Zendesk, Typeform, Mixpanel and Slack, each in its vendor's
// own wire format, all telling the one history of a world.World.
//
//	w := world.New(world.Options{Seed: 1, Start: start})
//	sim := simulator.New(w, simulator.Options{Now: clock})
//	http.Serve(listener, sim)
//
// Every vendor answers under a path of its own (PathHubSpot and so on), so a
// source's base URL is http://127.0.0.1:port + that path. What is served is the
// world as of Options.Now: objects made later are absent, and each object shows
// the version it had. Faults scripts failures, Limits throttles, and Messages
// reads what was posted to Slack.
//
// The formats follow the vendors' documentation as of 2026; the tests hold them
// to it. The package needs no network, no keys and keeps nothing on disk.
package simulator
