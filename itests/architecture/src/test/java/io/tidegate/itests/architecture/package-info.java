/** What the build keeps true over all bundles: their arrows, their rooms, and the page that describes their configuration. */
package io.tidegate.itests.architecture;
