#!/usr/bin/env node
"use strict";
void require("../dist/lib/cli/index.js").run();
