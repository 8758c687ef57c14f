"""Notifications (tin báo): what the system tells people by e-mail, composed in one place.

A room that has something to tell asks for a job `notifications.send` in its own transaction; the
worker composes the message here and hands it to the relay under the job's key, so a person is told
once. Every message is plain text first; the HTML part says the same with the province's look.
"""

from province.notifications.letter import Letter, compose

__all__ = ["Letter", "compose"]
