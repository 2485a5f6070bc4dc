/** The files of {@code etc/} and ConfigAdmin: what they become, what is written back, what is shown. */
package io.tidegate.deploy.internal.etc;
