"use strict";

/** For `require`: the same connect. Tell a ValiseError by its `code`. */
exports.connect = async (options) => (await import("./index.js")).connect(options);
