/** What people are told: the notification, its lifecycle and its log. */
package dev.throughline.notification.notification;
