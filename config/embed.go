package config

import _ "embed"

// Example is example.yml, the complete commented configuration.
//
//go:embed example.yml
var Example string
