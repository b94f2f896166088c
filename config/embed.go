package config

import _ "embed"

// Example is example.yml, the complete commented configuration.
//
//go:embed example.yml
var Example string

// Demo is the text/template of the demo's configuration.
//
//go:embed demo.yml
var Demo string

// DemoAssessments is the text/template of the assessments of the demo's pillars.
//
//go:embed demo_assessments.yml
var DemoAssessments string
