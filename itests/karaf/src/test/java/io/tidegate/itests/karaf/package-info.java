/**
 * The built archive from outside. Tests with {@code @RunWith(PaxExam.class)} run inside the container, where components and
 * bundles can be counted; the others start {@code bin/tidegate} as a process, because what they judge ends or restarts it.
 */
package io.tidegate.itests.karaf;
